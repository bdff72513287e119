// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

// section is a part of a rendered message with its own meaning of the labels
// that all parts have: Security ID, Account Name, Account Domain, Logon ID.
type section uint8

const (
	noSection section = iota
	subject           // who did it
	logon             // the account that logs on or is used
	target            // the account or group that is changed
	member            // the account that joins or leaves a group
)

// sectionOf returns the section that the label heads.
func sectionOf(label []byte, id uint32) (section, bool) {
	switch string(label) {
	case "Subject":
		if id == 4634 || id == 4647 { // the account that logs off
			return logon, true
		}
		return subject, true
	case "Creator Subject":
		return subject, true
	case "New Logon", "Target Subject", "Account For Which Logon Failed", "Account Whose Credentials Were Used":
		return logon, true
	case "Target Account", "New Account", "Account That Was Locked Out", "Account Information", "Group", "New Group",
		"Deleted Group", "New Computer Account", "Computer Account That Was Changed", "Target Computer":
		return target, true
	case "Member":
		return member, true
	case "Process Information", "Network Information", "Detailed Authentication Information", "Failure Information",
		"Logon Information", "Service Information", "Share Information", "Object", "Access Request Information", "Target Server",
		"Attributes", "Changed Attributes", "Application Information", "Filter Information",
		"Task Information", "Change Information", "Certificate Information", "Process":
		return noSection, true
	}
	return noSection, false
}

// fieldOf returns the native field that a label stands for, empty where it is
// none.
func fieldOf(id uint32, s section, label []byte) string {
	if n := accountField(s, label); n != "" {
		return n
	}
	switch {
	case id >= 5150 && id <= 5159:
		if n := filteringField(label); n != "" {
			return n
		}
	case id >= 21 && id <= 25: // remote desktop sessions
		switch string(label) {
		case "Session ID":
			return "SessionID"
		case "Source Network Address":
			return "Address"
		}
	case id == 7045:
		switch string(label) {
		case "Service File Name":
			return "ImagePath"
		case "Service Start Type":
			return "StartType"
		case "Service Account":
			return "AccountName"
		}
	}
	return commonField(label)
}

func accountField(s section, label []byte) string {
	column := -1
	switch string(label) {
	case "Security ID", "User ID":
		column = 0
	case "Account Name", "Group Name", "Account ID":
		column = 1
	case "Account Domain", "Domain Name", "Group Domain", "Supplied Realm Name":
		column = 2
	case "Logon ID":
		column = 3
	}
	if column < 0 {
		return ""
	}
	return [...][4]string{
		noSection: {"", "TargetUserName", "TargetDomainName", "TargetLogonId"},
		subject:   {"SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId"},
		logon:     {"TargetUserSid", "TargetUserName", "TargetDomainName", "TargetLogonId"},
		target:    {"TargetSid", "TargetUserName", "TargetDomainName", "TargetLogonId"},
		member:    {"MemberSid", "MemberName", "", ""},
	}[s][column]
}

// filteringField are the labels of the filtering platform.
func filteringField(label []byte) string {
	switch string(label) {
	case "Process ID":
		return "ProcessID"
	case "Application Name":
		return "Application"
	case "Direction", "Protocol":
		return string(label)
	case "Source Address":
		return "SourceAddress"
	case "Source Port":
		return "SourcePort"
	case "Destination Address":
		return "DestAddress"
	case "Destination Port":
		return "DestPort"
	}
	return ""
}

func commonField(label []byte) string {
	switch string(label) {
	case "New Process ID":
		return "NewProcessId"
	case "New Process Name":
		return "NewProcessName"
	case "Creator Process ID", "Process ID", "Caller Process ID":
		return "ProcessId"
	case "Creator Process Name":
		return "ParentProcessName"
	case "Process Name", "Caller Process Name":
		return "ProcessName"
	case "Process Command Line":
		return "CommandLine"
	case "Token Elevation Type":
		return "TokenElevationType"
	case "Mandatory Label":
		return "MandatoryLabel"
	case "Exit Status", "Error Code", "Result Code", "Failure Code":
		return "Status"
	case "Logon Account":
		return "TargetUserName"
	case "Source Workstation":
		return "Workstation"
	case "Client Address", "Source Address", "Source Network Address":
		return "IpAddress"
	case "Client Port", "Source Port":
		return "IpPort"
	case "Logon Process":
		return "LogonProcessName"
	case "Authentication Package":
		return "AuthenticationPackageName"
	case "Package Name (NTLM only)":
		return "LmPackageName"
	case "Service File Name":
		return "ServiceFileName"
	case "Share Path":
		return "ShareLocalPath"
	case "Accesses":
		return "AccessList"
	case "Privileges":
		return "PrivilegeList"
	case "Handle ID":
		return "HandleId"
	case "SAM Account Name":
		return "SamAccountName"
	case "Service ID":
		return "ServiceSid"
	case "Pre-Authentication Type":
		return "PreAuthType"
	case "Transited Services":
		return "TransmittedServices"
	case "Linked Logon ID":
		return "TargetLinkedLogonId"
	case "Network Account Name":
		return "TargetOutboundUserName"
	case "Network Account Domain":
		return "TargetOutboundDomainName"
	}
	return squeezedField(label)
}

// squeezedField are the labels that are the field's name but for blanks, and
// Sysmon's, which are the names.
func squeezedField(label []byte) string {
	switch string(label) {
	case "Logon Type":
		return "LogonType"
	case "Logon GUID":
		return "LogonGuid"
	case "Failure Reason":
		return "FailureReason"
	case "Status":
		return "Status"
	case "Sub Status":
		return "SubStatus"
	case "Workstation Name":
		return "WorkstationName"
	case "Restricted Admin Mode":
		return "RestrictedAdminMode"
	case "Virtual Account":
		return "VirtualAccount"
	case "Elevated Token":
		return "ElevatedToken"
	case "Impersonation Level":
		return "ImpersonationLevel"
	case "Additional Information":
		return "TargetInfo"
	case "Access Reasons":
		return "AccessReason"
	case "Key Length":
		return "KeyLength"
	case "Target Server Name":
		return "TargetServerName"
	case "Service Name":
		return "ServiceName"
	case "Service Type":
		return "ServiceType"
	case "Service Start Type":
		return "ServiceStartType"
	case "Service Account":
		return "ServiceAccount"
	case "Ticket Options":
		return "TicketOptions"
	case "Ticket Encryption Type":
		return "TicketEncryptionType"
	case "Object Server":
		return "ObjectServer"
	case "Object Type":
		return "ObjectType"
	case "Object Name":
		return "ObjectName"
	case "Object Value Name":
		return "ObjectValueName"
	case "Access Mask":
		return "AccessMask"
	case "Share Name":
		return "ShareName"
	case "Relative Target Name":
		return "RelativeTargetName"
	case "Task Name":
		return "TaskName"
	case "Task Content":
		return "TaskContent"
	case "Old Value":
		return "OldValue"
	case "New Value":
		return "NewValue"
	}
	return sysmonField(label)
}

func sysmonField(label []byte) string {
	for _, n := range [...]string{
		"RuleName", "UtcTime", "ProcessGuid", "ProcessId", "Image", "FileVersion", "Description", "Product", "Company",
		"OriginalFileName", "CommandLine", "CurrentDirectory", "User", "LogonGuid", "LogonId", "TerminalSessionId",
		"IntegrityLevel", "Hashes", "ParentProcessGuid", "ParentProcessId", "ParentImage", "ParentCommandLine", "ParentUser",
		"TargetFilename", "CreationUtcTime", "PreviousCreationUtcTime", "Protocol", "Initiated", "SourceIsIpv6", "SourceIp",
		"SourceHostname", "SourcePort", "SourcePortName", "DestinationIsIpv6", "DestinationIp", "DestinationHostname",
		"DestinationPort", "DestinationPortName", "ImageLoaded", "Signed", "Signature", "SignatureStatus", "SourceProcessGuid",
		"SourceProcessGUID", "SourceProcessId", "SourceImage", "TargetProcessGuid", "TargetProcessGUID", "TargetProcessId",
		"TargetImage", "NewThreadId", "StartAddress", "StartModule", "StartFunction", "SourceThreadId", "GrantedAccess",
		"CallTrace", "SourceUser", "TargetUser", "EventType", "TargetObject", "Details", "NewName", "PipeName", "QueryName",
		"QueryStatus", "QueryResults", "Device", "Contents", "Hash", "IsExecutable", "Archived", "Type", "Operation",
		"EventNamespace", "Name", "Query", "Destination", "Consumer", "Filter", "State", "Version", "SchemaVersion",
		"Configuration", "ConfigurationFileHash", "Session", "ClientInfo", "ID",
	} {
		if n == string(label) {
			return n
		}
	}
	return ""
}
