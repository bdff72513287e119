// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

// EntityKind says what an entity is.
type EntityKind string

// The kinds of entities.
const (
	User          EntityKind = "user"
	Host          EntityKind = "host"
	Process       EntityKind = "process"
	File          EntityKind = "file"
	Address       EntityKind = "address"
	Domain        EntityKind = "domain"
	CloudResource EntityKind = "cloud_resource"
	Workload      EntityKind = "workload"
	API           EntityKind = "api"
)

// Role says what an entity does in an event.
type Role string

// The roles of entities.
const (
	Actor       Role = "actor"       // who or what acts
	Target      Role = "target"      // what is acted on
	Source      Role = "source"      // where traffic comes from
	Destination Role = "destination" // where traffic goes
	Device      Role = "device"      // where it happened
	Parent      Role = "parent"      // the process that started the actor or target
	Account     Role = "account"     // the account or tenant in a cloud
)

// An Entity is something that an event is about. Value is how the source names
// it, valid until the event's next Reset.
type Entity struct {
	Kind  EntityKind
	Role  Role
	Path  string // the OCSF attribute that names it
	Value []byte
}

// entityField is one row of the table of attributes that name entities.
type entityField struct {
	path string
	kind EntityKind
	role Role
	slot Slot
}

// entityTable lists the OCSF attributes that name entities. Of two attributes
// for the same entity both are entities: a name and an id may be shared by
// different others.
func entityTable() []entityField {
	return []entityField{
		{"actor.user.name", User, Actor, 0}, {"actor.user.uid", User, Actor, 0}, {"actor.user.email_addr", User, Actor, 0},
		{"user.name", User, Target, 0}, {"user.uid", User, Target, 0}, {"user.email_addr", User, Target, 0},
		{"device.hostname", Host, Device, 0}, {"device.uid", Host, Device, 0}, {"device.ip", Address, Device, 0},
		{"src_endpoint.hostname", Host, Source, 0}, {"src_endpoint.ip", Address, Source, 0},
		{"dst_endpoint.hostname", Host, Destination, 0}, {"dst_endpoint.ip", Address, Destination, 0},
		{"dst_endpoint.domain", Domain, Destination, 0}, {"query.hostname", Domain, Target, 0},
		{"url.hostname", Domain, Destination, 0}, {"http_request.url.hostname", Domain, Destination, 0},
		{"process.uid", Process, Target, 0}, {"process.file.path", File, Target, 0},
		{"process.parent_process.uid", Process, Parent, 0}, {"process.parent_process.file.path", File, Parent, 0},
		{"actor.process.uid", Process, Actor, 0}, {"actor.process.file.path", File, Actor, 0},
		{"file.path", File, Target, 0}, {"module.file.path", File, Target, 0}, {"driver.file.path", File, Target, 0},
		{"cloud.account.uid", CloudResource, Account, 0}, {"resources.uid", CloudResource, Target, 0},
		{"container.uid", Workload, Target, 0}, {"container.name", Workload, Target, 0}, {"resources.name", Workload, Target, 0},
		{"api.operation", API, Target, 0}, {"api.service.name", API, Destination, 0},
	}
}

// bindEntities resolves the table against the paths that anything maps to:
// what nothing maps to cannot be in an event.
func (f *Fields) bindEntities() {
	for _, x := range entityTable() {
		if s, ok := f.ocsf[x.path]; ok {
			x.slot = s
			f.entities = append(f.entities, x)
		}
	}
}

// AppendEntities appends the entities of e, each once a role, in the order of
// the table of attributes.
func (e *Event) AppendEntities(out []Entity) []Entity {
	for i := range e.fields.entities {
		x := &e.fields.entities[i]
		for v := e.Get(x.slot); v.Exists(); v = v.Next() {
			text := v.Text()
			if len(text) == 0 || v.Kind() == Null || (len(text) == 1 && text[0] == '-') {
				continue
			}
			out = append(out, Entity{x.kind, x.role, x.path, text})
		}
	}
	return out
}
