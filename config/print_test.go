// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"encoding/json"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func docs() Docs {
	return Docs{"name": "Name is what\nit is called.", "roof": "Roof keeps rain out.", "roof.pitch": "Pitch is in degrees.", "rooms.doors": "Doors lead out."}
}

func TestTemplate(t *testing.T) {
	h := roof{Pitch: 30}
	got := Template(&h, Docs{"pitch": "Pitch is\nin degrees.", "ridge": "Ridge is on top."})
	want := "## Pitch is\n## in degrees.\n# pitch: 30\n\n## Ridge is on top.\nridge:\n  # tiles: 0\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestTemplateKeepsDefaults checks that a template changes nothing, as it is and with every key uncommented.
func TestTemplateKeepsDefaults(t *testing.T) {
	want := defaults()
	want.Labels = map[string]string{"a": "b: c"}
	want.Rooms = []room{{Name: "hall", Doors: 2}}
	template := Template(&want, docs())
	uncommented := regexp.MustCompile(`(?m)^( *)# `).ReplaceAllString(template, "$1")
	if uncommented == template {
		t.Fatal("nothing to uncomment")
	}
	for _, file := range []string{template, uncommented} {
		got := defaults()
		if file == template {
			got = want
		}
		if _, err := Load(&got, &File{Name: "t.yaml", Data: []byte(file)}, nil); err != nil {
			t.Fatalf("%v\n%s", err, file)
		}
		if diff := cmp.Diff(Plain(&want), Plain(&got)); diff != "" {
			t.Errorf("-want +got:\n%s\n%s", diff, file)
		}
	}
}

func TestSchema(t *testing.T) {
	h := defaults()
	text, err := json.Marshal(Schema(&h, docs()))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		AdditionalProperties bool
		Properties           map[string]struct {
			Type                 any
			Default              any
			Description          string
			Enum                 []string
			AdditionalProperties any
			Properties           map[string]any
			Items                map[string]any
		}
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	p := got.Properties
	if len(p) != 12 {
		t.Errorf("%d properties, want every key and no hidden one", len(p))
	}
	if p["roof"].AdditionalProperties != false || p["roof"].Description != "Roof keeps rain out." || len(p["roof"].Properties) != 2 {
		t.Errorf("roof: %+v", p["roof"])
	}
	if p["name"].Default != "old" || p["wear"].Default != "1h" || p["size"].Default != "1MiB" {
		t.Errorf("defaults: %v %v %v", p["name"].Default, p["wear"].Default, p["size"].Default)
	}
	if diff := cmp.Diff([]string{"plain", "quilted"}, p["style"].Enum); diff != "" {
		t.Error(diff)
	}
	doors := p["rooms"].Items["properties"].(map[string]any)["doors"].(map[string]any)
	if doors["type"] != "integer" || p["counts"].Items["type"] != "integer" || p["labels"].AdditionalProperties.(map[string]any)["type"] != "string" {
		t.Errorf("items: %v %v %v", doors, p["counts"], p["labels"])
	}
}

func TestReference(t *testing.T) {
	h := roof{Pitch: 30}
	got := Reference(&h, Docs{"pitch": "Pitch is in degrees.", "ridge": "Ridge is on top.", "ridge.tiles": "Tiles are counted."})
	want := "\n## The outermost level\n\n### `pitch`\n\nPitch is in degrees.\n\nA whole number. Default: `30`. Variable: `GAMBESON_PITCH`.\n" +
		"\n## `ridge`\n\nRidge is on top.\n\n### `ridge.tiles`\n\nTiles are counted.\n\nA whole number. Default: `0`. Variable: `GAMBESON_RIDGE_TILES`.\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
