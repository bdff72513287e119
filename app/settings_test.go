// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/config"
)

func TestDefaultConfigIsValid(t *testing.T) {
	c := DefaultConfig()
	if _, err := config.Load(&c, nil, nil); err != nil {
		t.Error(err)
	}
}

// TestTemplateIsDefault checks that the file of `config init` says nothing new.
func TestTemplateIsDefault(t *testing.T) {
	want, got := DefaultConfig(), DefaultConfig()
	file := &config.File{Name: "gambeson.yaml", Data: []byte(configHeader + config.Template(&want, configDocs()))}
	if _, err := config.Load(&got, file, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(config.Plain(&want), config.Plain(&got)); diff != "" {
		t.Error(diff)
	}
}

// TestVariablesAreDistinct checks that every key has a variable of its own, and that none is a name with another meaning.
func TestVariablesAreDistinct(t *testing.T) {
	c := DefaultConfig()
	owner := map[string]string{}
	for _, reserved := range []string{"CONFIG", "OUTPUT", "CORPUS", "PEERS", "SOAK", "TOOLS"} {
		owner[config.EnvPrefix+reserved] = "the program or its tests"
	}
	for _, k := range config.Keys(&c) {
		if other, taken := owner[k.Env()]; taken {
			t.Errorf("%s belongs to %s and to %s", k.Env(), other, k.Path)
		}
		owner[k.Env()] = k.Path
	}
}

// TestEveryKeyHasDocs checks that the generated comments are those of the struct as it is.
func TestEveryKeyHasDocs(t *testing.T) {
	c := DefaultConfig()
	docs := configDocs()
	for _, k := range config.Keys(&c) {
		if docs[k.Path] == "" {
			t.Errorf("%s has no comment: run make generate", k.Path)
		}
	}
}
