// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import "strings"

// aliases are the second names of event data, whatever the wrapping. A value
// keeps its own name also.
func aliases() [][2]string {
	list := [][2]string{
		// Process creation is Sysmon's in rules, and the audit log's in many logs.
		{"NewProcessName", "Image"},
		{"ParentProcessName", "ParentImage"},
		// Older Sysmon schemas.
		{"SourceProcessGuid", "SourceProcessGUID"},
		{"TargetProcessGuid", "TargetProcessGUID"},
		// Antivirus products share these two names.
		{"Threat Name", "Signature"},
		{"ThreatName", "Signature"},
	}
	for _, n := range spaced() {
		list = append(list, [2]string{n, strings.ReplaceAll(n, " ", "")}, [2]string{n, strings.ReplaceAll(n, " ", "_")},
			[2]string{strings.ReplaceAll(n, " ", "_"), strings.ReplaceAll(n, " ", "")})
	}
	return list
}

// spaced are the names with blanks, those of Microsoft Defender: rules and
// collectors write them without blanks or with underscores.
func spaced() []string {
	return []string{
		"Product Name", "Product Version", "Detection ID", "Detection Time", "Threat ID", "Threat Name", "Severity ID",
		"Severity Name", "Category ID", "Category Name", "Status Code", "Status Description", "Source ID", "Source Name",
		"Process Name", "Detection User", "Origin ID", "Origin Name", "Execution ID", "Execution Name", "Type ID", "Type Name",
		"Pre Execution Status", "Action ID", "Action Name", "Error Code", "Error Description", "Post Clean Status",
		"Additional Actions ID", "Additional Actions String", "Remediation User", "Security intelligence Version",
		"Engine Version", "Old Value", "New Value", "Feature Name", "Feature ID", "Reason Code",
	}
}
