// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ocsf

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var versionForm = regexp.MustCompile(`^(\d{1,4})\.(\d{1,4})\.(\d{1,4})(-dev|-rc\.\d{1,4})?$`)

// readProfiles returns the profiles that the event names, and reports those that do not exist.
func (v *validator) readProfiles(event map[string]any) []string {
	metadata, _ := event["metadata"].(map[string]any)
	list, _ := metadata["profiles"].([]any)
	var names []string
	at := &step{parent: &step{name: "metadata"}, name: "profiles"}
	for i, item := range list {
		name, ok := item.(string)
		if !ok {
			continue // the attribute's own check reports it
		}
		if _, known := slices.BinarySearch(v.r.profiles, name); !known {
			v.report(&step{parent: at, item: true, index: i}, CodeProfileName, "there is no profile %q", short(name))
			continue
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func (v *validator) typeUID(event map[string]any) {
	activity, ok := integer(event["activity_id"])
	got, isNumber := integer(event["type_uid"])
	if want := v.class.UID.TypeUID(activity); ok && isNumber && got != want {
		v.report(&step{name: "type_uid"}, CodeTypeUID, "class %d and activity %d make %d, not %d", v.class.UID, activity, want, got)
	}
}

func (v *validator) constraints(values map[string]any, constraints []Constraint, at *step) {
	for _, c := range constraints {
		count := 0
		for _, path := range c.Paths {
			if present(values, path) {
				count++
			}
		}
		if count == 0 && !c.JustOne {
			v.report(at, CodeConstraint, "at least one must be present of %s", strings.Join(c.Paths, ", "))
		}
		if count != 1 && c.JustOne {
			v.report(at, CodeConstraint, "just one must be present of %s; there are %d", strings.Join(c.Paths, ", "), count)
		}
	}
}

// present reports whether the attribute at a dotted path is there and not null.
func present(values map[string]any, path string) bool {
	for {
		name, rest, more := strings.Cut(path, ".")
		value := values[name]
		if !more || value == nil {
			return value != nil
		}
		values, _ = value.(map[string]any)
		path = rest
	}
}

func (v *validator) version(event map[string]any) {
	metadata, _ := event["metadata"].(map[string]any)
	version, ok := metadata["version"].(string)
	if !ok {
		return
	}
	at := &step{parent: &step{name: "metadata"}, name: "version"}
	got, ok := versionNumber(version)
	want, _ := versionNumber(Version)
	switch {
	case !ok:
		v.report(at, CodeVersion, "%q is no version such as %q", short(version), Version)
	case got > want:
		v.report(at, CodeVersion, "%s is newer than this schema, %s", version, Version)
	case got < want:
		v.advise(at, CodeVersion, "%s is older than this schema, %s", version, Version)
	}
}

// versionNumber makes versions comparable; a pre-release counts as its release.
func versionNumber(text string) (int, bool) {
	m := versionForm.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	n := 0
	for _, part := range m[1:4] {
		digits, err := strconv.Atoi(part)
		if err != nil {
			return 0, false
		}
		n = n*10_000 + digits
	}
	return n, true
}

// observables checks that each observable names an attribute that the event may have.
func (v *validator) observables(event map[string]any) {
	list, _ := event["observables"].([]any)
	for i, item := range list {
		observable, _ := item.(map[string]any)
		name, ok := observable["name"].(string)
		if !ok {
			continue
		}
		_, err := v.r.resolve(v.class.attrs, name, func(a *Attribute) bool { return a.In(v.profiles) })
		if err != nil {
			at := &step{parent: &step{parent: &step{name: "observables"}, item: true, index: i}, name: "name"}
			v.report(at, CodeObservable, "%q is not an attribute of %s with its profiles", short(name), v.class.Name)
		}
		if v.full() {
			return
		}
	}
}
