// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/event/ocsf"
)

func TestAppendOCSF(t *testing.T) {
	f := NewFields()
	shape := f.Shape()
	image := f.Native("Image")
	path, name := f.OCSF("process.file.path"), f.OCSF("process.file.name")
	pid, algorithm, hash := f.OCSF("process.pid"), f.OCSF("process.file.hashes.algorithm_id"), f.OCSF("process.file.hashes.value")
	host, kind := f.OCSF("device.hostname"), f.OCSF("device.type_id")
	region, provider := f.OCSF("cloud.region"), f.OCSF("cloud.provider")
	ip := f.OCSF("device.ip")
	if err := f.Freeze(); err != nil {
		t.Fatal(err)
	}
	e := New(f)
	e.Reset([]byte(`{"Image":"C:\\a.exe","x":1}`))
	if err := e.ParseJSON(); err != nil {
		t.Fatal(err)
	}
	e.BindShape(shape)
	e.Class, e.Activity, e.Severity, e.Time = ocsf.ProcessActivity, 1, SeverityLow, 1_700_000_000_123_456_789
	e.Product, e.Vendor = "Sysmon", "Microsoft"
	e.Bind(path, e.Get(image).Node())
	e.SetString(name, []byte("a.exe"))
	e.SetString(pid, []byte("0x1f"))
	e.SetString(host, []byte("ws1"))
	e.SetInt(kind, 2)
	e.SetString(ip, []byte("-")) // no address: not written
	e.SetString(region, []byte("eu-west-1"))
	e.SetString(provider, []byte("AWS"))
	for i, h := range []string{"aa", "bb"} {
		e.BindItem(hash, e.Derive([]byte(h), String), i)
		e.BindItem(algorithm, e.Derive([]byte{byte('1' + i)}, Number), i)
	}
	const want = `{"activity_id":1,"category_name":"System Activity","category_uid":1,"class_name":"Process Activity","class_uid":1007,` +
		`"cloud":{"provider":"AWS","region":"eu-west-1"},"device":{"hostname":"ws1","type_id":2},` +
		`"metadata":{"product":{"name":"Sysmon","vendor_name":"Microsoft"},"profiles":["cloud"],"version":"1.8.0"},` +
		`"process":{"file":{"hashes":[{"algorithm_id":1,"value":"aa"},{"algorithm_id":2,"value":"bb"}],"name":"a.exe","path":"C:\\a.exe"},"pid":31},` +
		`"severity_id":2,"time":1700000000123,"type_uid":100701,"unmapped":{"Image":"C:\\a.exe","x":1}}`
	if d := cmp.Diff(want, string(e.AppendOCSF(nil))); d != "" {
		t.Error(d)
	}
}

func TestUnknownOCSFPathIsReported(t *testing.T) {
	f := NewFields()
	f.OCSF("process.file.pathh")
	if err := f.Freeze(); err == nil {
		t.Error("no error for a path that does not exist")
	}
}
