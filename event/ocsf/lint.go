// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ocsf

// advise reports what only Lint does.
func (v *validator) advise(at *step, code Code, format string, args ...any) {
	if v.lint {
		v.report(at, code, format, args...)
	}
}

// siblings compares the text beside each enumeration with the caption of its value.
func (v *validator) siblings(values map[string]any, attrs []*Attribute, at *step) {
	for _, a := range attrs {
		value := values[a.Name]
		if a.Enum == nil || a.Sibling == "" || value == nil || find(attrs, a.Sibling) == nil {
			continue
		}
		here := &step{parent: at, name: a.Sibling}
		ids, isList := value.([]any)
		if !isList {
			v.sibling(a, enumID(value), values[a.Sibling], here)
			continue
		}
		texts, isList := values[a.Sibling].([]any)
		if !isList {
			continue
		}
		if len(texts) != len(ids) {
			v.report(here, CodeSibling, "has %d texts for the %d values of %s", len(texts), len(ids), a.Name)
			continue
		}
		for i, id := range ids {
			v.sibling(a, enumID(id), texts[i], &step{parent: here, item: true, index: i})
		}
	}
}

func (v *validator) sibling(a *Attribute, id string, text any, at *step) {
	caption := a.Enum.Caption(id)
	switch {
	case id == "99":
		if text == nil || text == "" {
			v.report(at, CodeSibling, "%s is 99 (%s): the source's own word belongs here", a.Name, caption)
		}
	case text != nil && caption != "" && text != caption:
		v.report(at, CodeSibling, "want %q, the caption of %s %s", caption, a.Name, short(id))
	}
}

// captions compares the texts beside class_uid, category_uid and type_uid.
func (v *validator) captions(event map[string]any) {
	v.caption(event, "class_name", v.class.Caption)
	v.caption(event, "category_name", v.class.CategoryCaption)
	activity := v.class.Attribute("activity_id").Enum.Caption(enumID(event["activity_id"]))
	if activity != "" {
		v.caption(event, "type_name", v.class.Caption+": "+activity)
	}
}

func (v *validator) caption(event map[string]any, name, want string) {
	if got, ok := event[name].(string); ok && want != "" && got != want {
		v.report(&step{name: name}, CodeSibling, "want %q, got %q", want, short(got))
	}
}
