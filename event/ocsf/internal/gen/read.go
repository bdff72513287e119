// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// readSchema reads the core schema and its extensions, with every $include put in place.
func readSchema(fsys fs.FS) (*schema, error) {
	s := &schema{observables: map[string]enumValue{}}
	var version struct {
		Version string `json:"version"`
	}
	if err := readJSON(fsys, "version.json", &version); err != nil {
		return nil, err
	}
	s.version = version.Version
	var categories struct {
		Attributes map[string]*category `json:"attributes"`
	}
	if err := readJSON(fsys, "categories.json", &categories); err != nil {
		return nil, err
	}
	s.categories = categories.Attributes
	s.profiles = map[string]*profile{}
	s.types, s.dictionary = map[string]*dictType{}, map[string]*attr{}
	s.classes, s.objects = map[string]*item{}, map[string]*item{}
	core := extension{dir: "."}
	if err := s.readTree(fsys, core); err != nil {
		return nil, err
	}
	return s, s.readExtensions(fsys)
}

// An extension is a folder with its own classes, objects, profiles and dictionary.
type extension struct {
	dir  string
	UID  int    `json:"uid"`
	Name string `json:"name"`
}

func (s *schema) readExtensions(fsys fs.FS) error {
	files, err := fs.Glob(fsys, "extensions/*/extension.json")
	if err != nil {
		return err
	}
	var all []extension
	for _, file := range files {
		ext := extension{dir: path.Dir(file)}
		if err := readJSON(fsys, file, &ext); err != nil {
			return err
		}
		all = append(all, ext)
	}
	slices.SortFunc(all, func(a, b extension) int { return a.UID - b.UID })
	for _, ext := range all {
		if err := s.readTree(fsys, ext); err != nil {
			return fmt.Errorf("extension %s: %w", ext.Name, err)
		}
	}
	return nil
}

func (s *schema) readTree(fsys fs.FS, ext extension) error {
	if err := s.readDictionary(fsys, ext); err != nil {
		return err
	}
	err := eachJSON(fsys, path.Join(ext.dir, "profiles"), func(file string) error {
		p := &profile{extension: ext.Name}
		if err := readJSON(fsys, file, p); err != nil {
			return err
		}
		s.profiles[p.scoped()] = p
		return nil
	})
	if err != nil {
		return err
	}
	if s.patches.classes, err = s.readItems(fsys, ext, "events", s.classes, s.patches.classes); err != nil {
		return err
	}
	s.patches.objects, err = s.readItems(fsys, ext, "objects", s.objects, s.patches.objects)
	return err
}

func (s *schema) readDictionary(fsys fs.FS, ext extension) error {
	file := path.Join(ext.dir, "dictionary.json")
	if _, err := fs.Stat(fsys, file); err != nil && ext.Name != "" {
		return nil
	}
	var d struct {
		Attributes attrs `json:"attributes"`
		Types      struct {
			Attributes map[string]*dictType `json:"attributes"`
		} `json:"types"`
	}
	if err := readJSON(fsys, file, &d); err != nil {
		return err
	}
	for name, a := range d.Attributes.named {
		if s.dictionary[name] != nil {
			return fmt.Errorf("%s: attribute %q is already defined", file, name)
		}
		s.dictionary[name] = a
	}
	maps.Copy(s.types, d.Types.Attributes)
	return nil
}

func (s *schema) readItems(fsys fs.FS, ext extension, folder string, into map[string]*item, patches []*item) ([]*item, error) {
	err := eachJSON(fsys, path.Join(ext.dir, folder), func(file string) error {
		it := &item{extension: ext.Name, extensionID: ext.UID}
		if err := readJSON(fsys, file, it); err != nil {
			return err
		}
		if err := s.include(fsys, ext, it); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		switch {
		case it.Name == "" || it.Name == it.Extends:
			patches = append(patches, it)
		case into[it.Name] != nil:
			return fmt.Errorf("%s: %q is already defined", file, it.Name)
		default:
			into[it.Name] = it
		}
		return nil
	})
	return patches, err
}

// include lays the item's own attributes over those of the files it includes.
func (s *schema) include(fsys fs.FS, ext extension, it *item) error {
	for _, name := range it.Attributes.include {
		var p profile
		file := path.Join(ext.dir, name)
		if _, err := fs.Stat(fsys, file); err != nil {
			file = name
		}
		if err := readJSON(fsys, file, &p); err != nil {
			return err
		}
		if ext.Name != "" && strings.HasPrefix(file, ext.dir) {
			p.extension = ext.Name
		}
		for _, a := range p.Attributes.named {
			if p.Meta == "profile" {
				a.profiles = []string{p.scoped()}
			}
		}
		mergeAttrs(p.Attributes.named, it.Attributes.named)
		it.Attributes.named = p.Attributes.named
	}
	return nil
}

func eachJSON(fsys fs.FS, root string, do func(file string) error) error {
	if _, err := fs.Stat(fsys, root); errors.Is(err, fs.ErrNotExist) {
		return nil // an extension without such a folder
	}
	return fs.WalkDir(fsys, root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(file) != ".json" {
			return err
		}
		return do(file)
	})
}

func readJSON(fsys fs.FS, file string, into any) error {
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}
