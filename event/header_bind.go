// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"encoding/hex"

	"gambeson/event/ocsf"
)

// headerSlots are the OCSF attributes that the header holds.
type headerSlots struct {
	class, className, category, categoryName, activity, typeUID Slot
	time, severity                                              Slot
	uid, tenant, version, product, vendor, logName, provider    Slot
	profiles, eventCode                                         Slot
}

// bindHeaderSlots gives the header's attributes their slots, and remembers
// whether anyone had asked for one of them before.
func (f *Fields) bindHeaderSlots() {
	h := &f.header
	for _, x := range []struct {
		path string
		slot *Slot
	}{
		{"class_uid", &h.class},
		{"class_name", &h.className},
		{"category_uid", &h.category},
		{"category_name", &h.categoryName},
		{"activity_id", &h.activity},
		{"type_uid", &h.typeUID},
		{"time", &h.time},
		{"severity_id", &h.severity},
		{"metadata.uid", &h.uid},
		{"metadata.tenant_uid", &h.tenant},
		{"metadata.version", &h.version},
		{"metadata.product.name", &h.product},
		{"metadata.product.vendor_name", &h.vendor},
		{"metadata.log_name", &h.logName},
		{"metadata.log_provider", &h.provider},
		{"metadata.profiles", &h.profiles},
		{"metadata.event_code", &h.eventCode},
	} {
		if _, ok := f.ocsf[x.path]; ok {
			f.wanted = true
		}
		*x.slot = f.OCSF(x.path)
	}
}

// Complete makes the header readable by its OCSF paths, where anyone compiled
// against one of them. The normalizer calls it when the format is done.
func (e *Event) Complete() {
	if e.fields.wanted && !e.OCSF {
		e.bindHeader()
	}
}

// bindHeader binds what the header says, unless the format bound the attribute
// itself.
func (e *Event) bindHeader() {
	if e.done {
		return
	}
	e.done = true
	h := &e.fields.header
	e.defaultInt(h.class, int64(e.Class))
	if c := e.fields.registry.Class(e.Class); c != nil {
		e.defaultText(h.className, c.Caption)
		e.defaultInt(h.category, int64(c.Category))
		e.defaultText(h.categoryName, c.CategoryCaption)
	}
	e.defaultInt(h.activity, int64(e.Activity))
	e.defaultInt(h.typeUID, e.Class.TypeUID(int64(e.Activity)))
	e.defaultInt(h.time, e.Time/1e6)
	e.defaultInt(h.severity, int64(e.Severity))
	if e.ID != (ID{}) {
		var b [32]byte
		hex.Encode(b[:], e.ID[:])
		e.SetString(h.uid, b[:])
	}
	e.defaultText(h.tenant, e.Tenant)
	e.defaultText(h.version, ocsf.Version)
	e.defaultText(h.product, e.Product)
	e.defaultText(h.vendor, e.Vendor)
	e.defaultText(h.logName, e.Channel)
	e.defaultText(h.provider, e.Provider)
	if e.EventID != 0 && !e.Has(h.eventCode) {
		e.SetInt(h.eventCode, int64(e.EventID))
	}
}

func (e *Event) defaultInt(s Slot, v int64) {
	if !e.Has(s) {
		e.SetInt(s, v)
	}
}

func (e *Event) defaultText(s Slot, text string) {
	if text != "" && !e.Has(s) {
		e.SetString(s, []byte(text))
	}
}
