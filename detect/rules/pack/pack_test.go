// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pack_test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gambeson/app/roomtest"
	"gambeson/detect"
	"gambeson/detect/rules"
	"gambeson/detect/rules/pack"
	"gambeson/detect/scenario"
	"gambeson/event"
	"gambeson/internal/testkit"
	"gambeson/sigma"
)

func load(t *testing.T) *sigma.Set {
	t.Helper()
	set, err := sigma.LoadFS(sigma.Options{}, pack.FS())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range set.Problems {
		t.Errorf("%s", p)
	}
	return set
}

// TestRules holds every rule to what the package promises.
func TestRules(t *testing.T) {
	id := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	technique := regexp.MustCompile(`^attack\.t[0-9]{4}(\.[0-9]{3})?$`)
	ids, folders := make(map[string]string), make(map[string]int)
	for _, r := range load(t).Rules {
		folders[path.Dir(r.File)]++
		if other, twice := ids[r.ID]; twice || !id.MatchString(r.ID) {
			t.Errorf("%s: id %q is no random UUID, or that of %q too", r.File, r.ID, other)
		}
		ids[r.ID] = r.File
		isTechnique := func(tag string) bool { return technique.MatchString(tag) }
		isTactic := func(tag string) bool { return strings.HasPrefix(tag, "attack.") && !isTechnique(tag) }
		if !slices.ContainsFunc(r.Tags, isTechnique) || !slices.ContainsFunc(r.Tags, isTactic) {
			t.Errorf("%s: want a technique and a tactic among the tags %v", r.File, r.Tags)
		}
		if r.Level < sigma.LevelLow || len(r.Description) < 60 || r.Author != "Gambeson" || len(r.FalsePositives) == 0 || len(r.References) == 0 {
			t.Errorf("%s: want a level, an author, a description, false positives and references", r.File)
		}
		if r.Inactive != "" {
			t.Errorf("%s: inactive: %s", r.File, r.Inactive)
		}
		if _, err := os.Stat(scenarioOf(r)); err != nil {
			t.Errorf("%s: no scenario beside it: %v", r.File, err)
		}
	}
	for _, f := range []string{"windows", "linux", "cloud", "identity", "kubernetes", "web"} {
		if folders[f] == 0 {
			t.Errorf("no rule in %s", f)
		}
	}
	if len(ids) < 60 {
		t.Errorf("%d rules, want at least 60", len(ids))
	}
}

// TestScenarios shows that each rule finds every record of its scenario that it
// must find, and none of the look-alikes.
func TestScenarios(t *testing.T) {
	for _, r := range load(t).Rules {
		t.Run(r.File, func(t *testing.T) {
			s := read(t, r)
			if !slices.ContainsFunc(s.Sources, scenario.Source.Match) || !slices.ContainsFunc(s.Sources, scenario.Source.NoMatch) {
				t.Error("want both match.* and nomatch.*")
			}
			reader, room := roomtest.Room(t, rules.Name, map[string][]byte{r.File: ruleText(t, r)})
			problems, err := s.Check(reader, room, []string{r.ID})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range problems {
				t.Error(p)
			}
		})
	}
}

// TestLookAlikes shows that what one rule must leave alone no other takes for
// urgent.
func TestLookAlikes(t *testing.T) {
	reader, room := roomtest.Room(t, rules.Name, nil)
	for _, r := range load(t).Rules {
		s := read(t, r)
		sources := slices.DeleteFunc(slices.Clone(s.Sources), scenario.Source.Match)
		for i := range sources {
			sources[i].Name = r.File + "/" + sources[i].Name
		}
		for _, f := range found(t, reader, room, sources) {
			if f.Severity >= event.SeverityHigh {
				t.Errorf("%q is found in a look-alike: %s:%d", f.Analytic.Name, f.Evidence[0].Source, f.Evidence[0].Record)
			}
		}
	}
}

// TestIdentifiers shows that no part of a rule is idle: for each search
// identifier its scenario has a record for which that identifier alone holds.
func TestIdentifiers(t *testing.T) {
	identifier := regexp.MustCompile(`(?m)^  (\w+):`)
	condition := regexp.MustCompile(`(?m)^  condition: .*$`)
	id := regexp.MustCompile(`(?m)^id: .*$`)
	for _, r := range load(t).Rules {
		text := string(ruleText(t, r))
		_, detection, _ := strings.Cut(text, "\ndetection:\n")
		detection, _, _ = strings.Cut(detection, "\nfalsepositives:")
		names, alone := make(map[string]string), make(map[string][]byte)
		for i, m := range identifier.FindAllStringSubmatch(detection, -1) {
			if m[1] == "condition" {
				continue
			}
			uid := fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
			one := id.ReplaceAllLiteralString(text, "id: "+uid)
			names[uid], alone[m[1]+".yml"] = m[1], []byte(condition.ReplaceAllLiteralString(one, "  condition: "+m[1]))
		}
		reader, room := roomtest.Room(t, rules.Name, alone)
		for _, f := range found(t, reader, room, read(t, r).Sources) {
			delete(names, f.Analytic.UID)
		}
		for _, name := range names {
			t.Errorf("%s: no record of its scenario is for %q", r.File, name)
		}
	}
}

// found returns what the room finds in the sources.
func found(t *testing.T, reader scenario.Reader, room detect.Room, sources []scenario.Source) []*event.Finding {
	t.Helper()
	run, err := scenario.NewRun(reader, room)
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range sources {
		records, err := reader.Records(src)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range records {
			if err := run.Deliver(x); err != nil {
				t.Fatal(err)
			}
		}
	}
	return run.Finish()
}

// TestTechniques looks every technique and tactic up in ATT&CK.
func TestTechniques(t *testing.T) {
	f, err := os.Open(testkit.Corpus(t, "attack", "enterprise-attack-18.1.stix20.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var bundle struct {
		Objects []struct {
			Revoked    bool   `json:"revoked"`
			Deprecated bool   `json:"x_mitre_deprecated"`
			ShortName  string `json:"x_mitre_shortname"`
			References []struct {
				Source string `json:"source_name"`
				ID     string `json:"external_id"`
			} `json:"external_references"`
		} `json:"objects"`
	}
	if err := json.NewDecoder(z).Decode(&bundle); err != nil {
		t.Fatal(err)
	}
	known := make(map[string]bool)
	for _, o := range bundle.Objects {
		if o.Revoked || o.Deprecated {
			continue
		}
		known["attack."+o.ShortName] = true
		for _, x := range o.References {
			known["attack."+strings.ToLower(x.ID)] = known["attack."+strings.ToLower(x.ID)] || x.Source == "mitre-attack"
		}
	}
	for _, r := range load(t).Rules {
		for _, tag := range r.Tags {
			if !known[tag] {
				t.Errorf("%s: ATT&CK 18.1 has no %s", r.File, tag)
			}
		}
	}
}

func scenarioOf(r *sigma.Rule) string {
	return filepath.FromSlash(strings.TrimSuffix(r.File, ".yml") + ".txtar")
}

func ruleText(t *testing.T, r *sigma.Rule) []byte {
	t.Helper()
	text, err := fs.ReadFile(pack.FS(), r.File)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func read(t *testing.T, r *sigma.Rule) *scenario.Scenario {
	t.Helper()
	data, err := os.ReadFile(scenarioOf(r))
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.Parse(scenarioOf(r), data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
