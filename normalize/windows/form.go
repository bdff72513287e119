// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import "gambeson/event"

// A form is one of the wrappings in which Windows events come as JSON: where
// the fields lie, and which of them identify the event.
type form struct {
	shape *event.Shape
	// The header's fields lie at paths that event data cannot reach: an event
	// about another log has that log's name as a field Channel.
	channel, provider, eventID, computer, level []event.Slot
	// times are tried in their order. A time without a zone is UTC.
	times []event.Slot
	// local are times of the writer's clock, without a zone.
	local []event.Slot
}

// forms are all wrappings; which one a record has, [recognize] says.
type forms struct {
	export, beat7, beat6, flat form
}

func newForms(f *event.Fields) forms {
	return forms{export: exportForm(f), beat7: beat7Form(f), beat6: beat6Form(f), flat: flatForm(f)}
}

func slots(f *event.Fields, names ...string) []event.Slot {
	out := make([]event.Slot, len(names))
	for i, n := range names {
		out[i] = f.Native(n)
	}
	return out
}

// newShape returns a shape with the aliases that all wrappings share.
func newShape(f *event.Fields) *event.Shape {
	s := f.Shape()
	for _, a := range aliases() {
		s.Alias(a[0], a[1])
		f.Native(a[1])
	}
	return s
}

// exportForm is the tree of the event's XML: System, EventData, UserData.
// Attributes of elements stand as "#attributes", with an @, beside their
// element with "_attributes", or plainly.
func exportForm(f *event.Fields) form {
	const sys = "Event.System."
	s := newShape(f).Flatten("Event.EventData").Flatten("Event.RenderingInfo")
	for _, n := range []string{"EventID", "Channel", "Computer", "Level", "Task", "Opcode", "Keywords", "Version", "EventRecordID"} {
		s.Alias(sys+n, n).Alias(sys+n+".#text", n)
	}
	s.Alias("Event.EventData.Data.#text", "Data")
	s.Alias(sys+"Computer", "ComputerName")
	var provider, systemTime []event.Slot
	attribute := func(element, name, native string) (paths []event.Slot) {
		for _, p := range []string{".#attributes.", ".@", ".", "_attributes."} {
			path := sys + element + p + name
			s.Alias(path, native)
			paths = append(paths, f.Native(path))
		}
		return paths
	}
	provider = attribute("Provider", "Name", "Provider_Name")
	systemTime = attribute("TimeCreated", "SystemTime", "SystemTime")
	attribute("Provider", "Guid", "ProviderGuid")
	attribute("Security", "UserID", "UserID")
	attribute("Execution", "ProcessID", "ExecutionProcessID")
	attribute("Execution", "ThreadID", "ThreadID")
	attribute("Correlation", "ActivityID", "ActivityID")
	attribute("Correlation", "RelatedActivityID", "RelatedActivityID")
	return form{
		shape:    s,
		channel:  slots(f, sys+"Channel", sys+"Channel.#text"),
		provider: provider,
		eventID:  slots(f, sys+"EventID", sys+"EventID.#text"),
		computer: slots(f, sys+"Computer", sys+"Computer.#text"),
		level:    slots(f, sys+"Level"),
		times:    systemTime,
	}
}

// beat7Form is Winlogbeat's since version 7, with or without its ECS fields.
func beat7Form(f *event.Fields) form {
	const w = "winlog."
	s := newShape(f).Flatten(w + "event_data").Flatten(w + "user_data")
	for _, a := range [][2]string{
		{"event_id", "EventID"}, {"channel", "Channel"}, {"provider_name", "Provider_Name"}, {"provider_guid", "ProviderGuid"},
		{"computer_name", "Computer"}, {"computer_name", "ComputerName"}, {"record_id", "EventRecordID"}, {"task", "Task"},
		{"opcode", "Opcode"}, {"keywords", "Keywords"}, {"version", "Version"}, {"process.pid", "ExecutionProcessID"},
		{"process.thread.id", "ThreadID"}, {"user.identifier", "UserID"}, {"activity_id", "ActivityID"},
	} {
		s.Alias(w+a[0], a[1])
	}
	s.Alias("message", "Message")
	aliasParams(s, w+"event_data.")
	return form{
		shape:    s,
		channel:  slots(f, w+"channel"),
		provider: slots(f, w+"provider_name", "event.provider"),
		eventID:  slots(f, w+"event_id", "event.code"),
		computer: slots(f, w+"computer_name", "host.name"),
		level:    slots(f, "log.level"),
		times:    slots(f, "@timestamp", "event.created"),
	}
}

// beat6Form is Winlogbeat's up to version 6.
func beat6Form(f *event.Fields) form {
	s := newShape(f).Flatten("event_data").Flatten("user_data")
	for _, a := range [][2]string{
		{"event_id", "EventID"}, {"log_name", "Channel"}, {"source_name", "Provider_Name"}, {"provider_guid", "ProviderGuid"},
		{"computer_name", "Computer"}, {"computer_name", "ComputerName"}, {"record_number", "EventRecordID"}, {"task", "Task"},
		{"opcode", "Opcode"}, {"keywords", "Keywords"}, {"version", "Version"}, {"process_id", "ExecutionProcessID"},
		{"thread_id", "ThreadID"}, {"user.identifier", "UserID"}, {"activity_id", "ActivityID"}, {"message", "Message"},
	} {
		s.Alias(a[0], a[1])
	}
	aliasParams(s, "event_data.")
	return form{
		shape:    s,
		channel:  slots(f, "log_name"),
		provider: slots(f, "source_name"),
		eventID:  slots(f, "event_id"),
		computer: slots(f, "computer_name", "host.name"),
		level:    slots(f, "level"),
		times:    slots(f, "@timestamp"),
	}
}

// flatForm is one object with all fields at its top, as NXLog, Fluent Bit and
// many scripts write it, and what the text forms are read into.
func flatForm(f *event.Fields) form {
	s := newShape(f)
	for _, a := range [][2]string{
		{"Hostname", "Computer"}, {"Hostname", "ComputerName"}, {"Computer", "ComputerName"}, {"ComputerName", "Computer"},
		{"SourceName", "Provider_Name"}, {"ProviderName", "Provider_Name"}, {"Provider", "Provider_Name"},
		{"RecordNumber", "EventRecordID"}, {"EventRecordId", "EventRecordID"}, {"LogName", "Channel"}, {"OpcodeValue", "Opcode"},
		{"message", "Message"}, {"Sid", "UserID"}, {"EventId", "EventID"},
	} {
		s.Alias(a[0], a[1])
	}
	aliasParams(s, "")
	return form{
		shape:    s,
		channel:  slots(f, "Channel", "LogName"),
		provider: slots(f, "SourceName", "ProviderName", "Provider_Name", "Provider"),
		eventID:  slots(f, "EventID", "EventId"),
		computer: slots(f, "Computer", "ComputerName", "Hostname"),
		level:    slots(f, "Level", "Severity"),
		times:    slots(f, "UtcTime", "TimeCreated", "SystemTime"),
		local:    slots(f, "EventTime", "TimeGenerated"),
	}
}

// aliasParams makes the unnamed data of an event, which collectors number,
// values of Data, as rules name them.
func aliasParams(s *event.Shape, prefix string) {
	for _, n := range []string{"param1", "param2", "param3", "param4", "param5", "param6", "param7", "param8", "param9"} {
		s.Alias(prefix+n, "Data")
	}
}
