// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"time"

	"gambeson/config"
)

// maxBundleNames is how many files of the data folder a bundle lists.
const maxBundleNames = 10_000

// redacted stands where a value was left out.
const redacted = "(left out)"

// secretKey matches settings whose values are not told.
var secretKey = regexp.MustCompile(`(?i)secret|token|passw|credential|private|header|webhook`)

// writeBundle writes the diagnostics bundle to a new file that only its owner may read.
func writeBundle(name string, c *Config, origins config.Origins, all []diagnosis) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return withHint(fmt.Errorf("write bundle: %w", err), "name another file, or move this one away")
	}
	if err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	build, _ := debug.ReadBuildInfo()
	z := gzip.NewWriter(f)
	t := tar.NewWriter(z)
	var errs []error
	for _, part := range []struct {
		name  string
		value any
	}{
		{"doctor.json", all},
		{"version.json", versionOf(build)},
		{"config.json", plainSettings(c, origins)},
		{"files.json", bundleFiles(c.Data)},
	} {
		errs = append(errs, addJSON(t, part.name, part.value))
	}
	if err := errors.Join(append(errs, t.Close(), z.Close(), f.Close())...); err != nil {
		return fmt.Errorf("write bundle %s: %w", name, err)
	}
	return nil
}

// addJSON adds a value as a file.
func addJSON(t *tar.Writer, name string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	err = t.WriteHeader(&tar.Header{Name: "gambeson-doctor/" + name, Mode: 0o600, Size: int64(len(text)), ModTime: time.Now()})
	if err != nil {
		return err
	}
	_, err = t.Write(text)
	return err
}

// plainSettings is the configuration in force without what may be secret.
func plainSettings(c *Config, origins config.Origins) []setting {
	var all []setting
	for _, k := range config.Keys(c) {
		s := setting{k.Path, k.Plain(), origins[k.Path]}
		if secretKey.MatchString(k.Path) && k.Value != "" {
			s.Value = redacted
		}
		all = append(all, s)
	}
	return all
}

// bundleFile is a file of the data folder, without what is in it.
type bundleFile struct {
	Name  string    `json:"name"` // below the data folder
	Mode  string    `json:"mode"`
	Bytes int64     `json:"bytes"`
	Time  time.Time `json:"time"`
}

// bundleFiles lists the files of the data folder. What cannot be read is left out.
func bundleFiles(dir string) []bundleFile {
	all := []bundleFile{}
	if dir == "" {
		return all
	}
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error { // it returns no error but SkipAll
		if err != nil || len(all) == maxBundleNames {
			return fs.SkipAll
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return fs.SkipAll
		}
		if info, err := d.Info(); err == nil {
			all = append(all, bundleFile{name, info.Mode().String(), info.Size(), info.ModTime().UTC()})
		}
		return nil
	})
	return all
}
