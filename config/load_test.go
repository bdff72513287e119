// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

// house has a field of every kind.
type house struct {
	Name   string            `yaml:"name"`
	Style  string            `yaml:"style" enum:"plain,quilted"`
	Layers int               `yaml:"layers"`
	Weight float64           `yaml:"weight"`
	Warm   bool              `yaml:"warm"`
	Wear   time.Duration     `yaml:"wear"`
	Size   Size              `yaml:"size"`
	Tags   []string          `yaml:"tags"`
	Counts []uint16          `yaml:"counts"`
	Labels map[string]string `yaml:"labels"`
	Roof   roof              `yaml:"roof"`
	Rooms  []room            `yaml:"rooms"`
	Hidden int               `yaml:"-"`
}

type roof struct {
	Pitch int   `yaml:"pitch"`
	Ridge ridge `yaml:"ridge"`
}

type ridge struct {
	Tiles int `yaml:"tiles"`
}

type room struct {
	Name  string `yaml:"name"`
	Doors int    `yaml:"doors"`
}

func (r *ridge) Validate() error {
	if r.Tiles > 100 {
		return Errorf("tiles", "must be at most 100, not %d", r.Tiles)
	}
	return nil
}

func (r *roof) Validate() error {
	var errs []error
	if r.Pitch < 0 {
		errs = append(errs, Errorf("pitch", "must not be negative"))
	}
	if r.Pitch == -7 {
		errs = append(errs, errors.New("the roof leaks"))
	}
	return errors.Join(errs...)
}

func defaults() house {
	return house{Name: "old", Style: "plain", Layers: 3, Tags: []string{"a", "b"}, Size: 1 << 20, Wear: time.Hour}
}

func load(file string, overrides ...Override) (house, Origins, error) {
	h := defaults()
	origins, err := Load(&h, &File{Name: "h.yaml", Data: []byte(file)}, overrides)
	return h, origins, err
}

func TestLoad(t *testing.T) {
	got, origins, err := load(`
name: new   # a comment
style: quilted
layers: 0x10
weight: 7
warm: true
wear: 36h
size: 3 MiB
tags: []
counts: [1, 65535]
labels: {a: "1", b: x}
roof:
  pitch: 30
  ridge:
rooms:
  - name: hall
    doors: 2
  - {}
`)
	if err != nil {
		t.Fatal(err)
	}
	want := house{
		Name: "new", Style: "quilted", Layers: 16, Weight: 7, Warm: true, Wear: 36 * time.Hour, Size: 3 << 20, Tags: []string{},
		Counts: []uint16{1, 65535}, Labels: map[string]string{"a": "1", "b": "x"}, Roof: roof{Pitch: 30},
		Rooms: []room{{Name: "hall", Doors: 2}, {}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if origins["roof.pitch"] != "h.yaml:13" || origins["roof.ridge.tiles"] != "" {
		t.Errorf("origins %v", origins)
	}
}

func TestLoadEmpty(t *testing.T) {
	for _, file := range []string{"", "# nothing\n", "---\n", "{}", "null"} {
		got, _, err := load(file)
		if err != nil {
			t.Errorf("%q: %v", file, err)
		}
		if diff := cmp.Diff(defaults(), got); diff != "" {
			t.Errorf("%q changed the defaults:\n%s", file, diff)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"unknown key", "nane: x", `h.yaml:1:1: unknown key "nane"; did you mean "name"?`},
		{"unknown key with nothing near", "roof:\n  zzz: 1", `h.yaml:2:3: unknown key "zzz" in roof; known here: pitch, ridge`},
		{"hidden key", "'-': 1", `h.yaml:1:1: unknown key "-"; known here: name, style, layers, weight, warm, wear, size, tags, counts, labels, roof, rooms`},
		{"key twice", "name: a\nlayers: 1\nname: b", `h.yaml:3:1: "name" stands already on line 1; keep one`},
		{"no value", "name:", `h.yaml:1:6: name: has no value; give one or remove the key`},
		{"wrong case of the key", "Name: x", `h.yaml:1:1: unknown key "Name"; did you mean "name"?`},
		{"not in the list", "style: quited", `h.yaml:1:8: style: want one of plain, quilted, not "quited"`},
		{"quoted number", "layers: '3'", `h.yaml:1:9: layers: want a whole number, not "3"`},
		{"fraction", "layers: 1.5", `h.yaml:1:9: layers: want a whole number, not "1.5"`},
		{"too large", "counts: [1, 65536]", `h.yaml:1:13: counts: want a whole number, not "65536"`},
		{"not a boolean", "warm: yes", `h.yaml:1:7: warm: want true or false, not "yes"`},
		{"not a duration", "wear: 3", `h.yaml:1:7: wear: want a duration such as "90s" or "24h", not "3"`},
		{"not a size", "size: 3 MB of it", `h.yaml:1:7: size: want a size such as "64MiB", not "3 MB of it"`},
		{"scalar for a list", "tags: a", `h.yaml:1:7: tags: want a list, not "a"`},
		{"list for a scalar", "name: [a]", `h.yaml:1:7: name: want text, not a list`},
		{"scalar for a section", "roof: steep", `h.yaml:1:7: roof is a section: keys and values, not "steep"`},
		{"list at the outermost level", "- a", `h.yaml:1:1: the file is a section: keys and values, not a list`},
		{"wrong key in a list", "rooms:\n  - nane: x", `h.yaml:2:5: rooms: unknown key "nane"; did you mean "name"?`},
		{"map key twice", "labels:\n  a: 1\n  a: 2", `h.yaml:3:3: labels: "a" stands twice`},
		{"alias", "name: &n x\nstyle: *n", `h.yaml:2:8: style: aliases are not read; write the value out`},
		{"alias of a section", "roof: &r\n  pitch: 1\nrooms: [*r]", `h.yaml:3:9: rooms: aliases are not read; write the value out`},
		{"merge key", "roof:\n  <<: {pitch: 1}", `h.yaml:2:3: unknown key "<<" in roof; known here: pitch, ridge`},
		{"second document", "name: a\n---\nname: b", `h.yaml:2:1: a second YAML document begins here; keep one`},
		{"not YAML", "name: a\n\tlayers: 1", `h.yaml:2:1: not YAML: found a tab character that violates indentation`},
		{"validation of the inner section", "roof:\n  ridge:\n    tiles: 101", `h.yaml:3:5: roof.ridge.tiles: must be at most 100, not 101`},
		{"all problems, in order", "b: 1\nname: []\nroof: {x: 1}", "h.yaml:1:1: unknown key \"b\"; known here: name, style, layers, weight, warm, wear, size, tags, counts, labels, roof, rooms\n" +
			"h.yaml:2:7: name: want text, not a list\n" +
			`h.yaml:3:8: unknown key "x" in roof; known here: pitch, ridge`},
		{"several errors of one section", "roof:\n  pitch: -7", "h.yaml:1:1: roof: the roof leaks\nh.yaml:2:3: roof.pitch: must not be negative"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := load(tt.file)
			if err == nil {
				t.Fatal("accepted")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if _, ok := errors.AsType[Problems](err); !ok {
				t.Errorf("error is a %T, not Problems", err)
			}
		})
	}
}

func TestLoadBounds(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"long", "name: " + strings.Repeat("x", MaxFile), "h.yaml:1:1: file has"},
		{"aliases of aliases", "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]", "h.yaml:1:1: unknown key"},
		{"deep", "name: " + strings.Repeat("[", 20000), "h.yaml:1:1: not YAML"},
	} {
		if _, _, err := load(tt.file); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %.100v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestOverrides(t *testing.T) {
	got, origins, err := load("name: file\nlayers: 5", []Override{
		{"name", "variable", "GAMBESON_NAME"},
		{"tags", "x, y", "GAMBESON_TAGS"},
		{"counts", "[1, 2]", "GAMBESON_COUNTS"},
		{"labels", "{a: b}", "GAMBESON_LABELS"},
		{"name", "flag", "--name"},
		{"roof.pitch", "12", "--pitch"},
		{"size", "2GiB", "--size"},
	}...)
	if err != nil {
		t.Fatal(err)
	}
	want := defaults()
	want.Name, want.Layers, want.Tags, want.Counts = "flag", 5, []string{"x", "y"}, []uint16{1, 2}
	want.Labels, want.Roof.Pitch, want.Size = map[string]string{"a": "b"}, 12, 2<<30
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for key, from := range map[string]string{"name": "--name", "layers": "h.yaml:2", "tags": "GAMBESON_TAGS", "style": ""} {
		if origins[key] != from {
			t.Errorf("origin of %s is %q, want %q", key, origins[key], from)
		}
	}
}

func TestOverridesRefuse(t *testing.T) {
	for _, tt := range []struct {
		override Override
		want     string
	}{
		{Override{"layers", "many", "GAMBESON_LAYERS"}, `GAMBESON_LAYERS: layers: want a whole number, not "many"`},
		{Override{"roof.pich", "1", "--pitch"}, `--pitch: unknown key "roof.pich"; did you mean "roof.pitch"?`},
		{Override{"tags", "[a", "--tag"}, `--tag: tags: want a list: yaml: line 1: did not find expected ',' or ']'`},
		{Override{"roof.pitch", "-1", "--pitch"}, `--pitch: roof.pitch: must not be negative`},
	} {
		if _, _, err := load("", tt.override); err == nil || err.Error() != tt.want {
			t.Errorf("%v: %v, want %s", tt.override, err, tt.want)
		}
	}
}

func TestEnvironment(t *testing.T) {
	h := defaults()
	env := map[string]string{"GAMBESON_ROOF_RIDGE_TILES": "4", "GAMBESON_SERVICE_HOST": "10.0.0.1", "NAME": "x", "GAMBESON_TAGS": ""}
	got := Environment(Keys(&h), func(name string) (string, bool) { v, ok := env[name]; return v, ok })
	want := []Override{{"tags", "", "GAMBESON_TAGS"}, {"roof.ridge.tiles", "4", "GAMBESON_ROOF_RIDGE_TILES"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestPlainRoundTrip is the property that what Plain writes, Load reads as the same values.
func TestPlainRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z0-9:#'"\[{ -]{0,8}`)
		want := house{
			Name: word.Draw(t, "name"), Style: rapid.SampledFrom([]string{"plain", "quilted"}).Draw(t, "style"),
			Layers: rapid.Int().Draw(t, "layers"), Weight: rapid.Float64Range(-1e9, 1e9).Draw(t, "weight"), Warm: rapid.Bool().Draw(t, "warm"),
			Wear: time.Duration(rapid.Int64().Draw(t, "wear")), Size: Size(rapid.Int64Min(0).Draw(t, "size")),
			Tags: rapid.SliceOf(word).Draw(t, "tags"), Counts: rapid.SliceOf(rapid.Uint16()).Draw(t, "counts"),
			Labels: rapid.MapOf(word, word).Draw(t, "labels"), Roof: roof{Pitch: rapid.IntMin(0).Draw(t, "pitch")},
		}
		data, err := yaml.Marshal(Plain(&want))
		if err != nil {
			t.Fatal(err)
		}
		got := defaults()
		if _, err := Load(&got, &File{Name: "h.yaml", Data: data}, nil); err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if diff := cmp.Diff(fmt.Sprintf("%#v", Plain(&want)), fmt.Sprintf("%#v", Plain(&got))); diff != "" {
			t.Fatalf("%s\n%s", diff, data)
		}
	})
}

func FuzzLoad(f *testing.F) {
	f.Add("name: x\nroof:\n  pitch: 3\n")
	f.Add("rooms: [{name: a, doors: 1}]\nlabels: {a: b}\n")
	f.Add("a: &a [*a]\n")
	f.Add("<<: {a: 1}\n? [x]\n: 1\n")
	f.Fuzz(func(t *testing.T, file string) {
		h, _, err := load(file)
		if err != nil {
			if problems, ok := errors.AsType[Problems](err); !ok || len(problems) == 0 {
				t.Errorf("an error without problems: %v", err)
			}
			return
		}
		if h.Style != "plain" && h.Style != "quilted" {
			t.Errorf("style %q was accepted", h.Style)
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	file := []byte("name: new\nstyle: quilted\nroof:\n  pitch: 30\ntags: [a, b, c]\n")
	b.ReportAllocs()
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		h := defaults()
		if _, err := Load(&h, &File{Name: "h.yaml", Data: file}, nil); err != nil {
			b.Fatal(err)
		}
	}
}
