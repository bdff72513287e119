// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import "gambeson/event"

// bindInserts gives the values of Fluent Bit's StringInserts, which come in
// the order of the event's template, the names that they have there. Templates
// only ever grow at their end, so a shorter list is an older version's.
func (x *Format) bindInserts(e *event.Event) {
	v := e.Get(x.at.inserts)
	if !v.Exists() || v.Kind() == event.List {
		return
	}
	if e.Channel != Security {
		if e.Channel == PowerShellOld || e.Channel == Application {
			for ; v.Exists(); v = v.Next() {
				e.Bind(x.at.data, v.Node())
			}
		}
		return
	}
	for _, name := range template(e.EventID) {
		if !v.Exists() {
			return
		}
		x.bindName(e, name, v.Node())
		v = v.Next()
	}
}

// template are the names of a Security event's data in their order.
func template(id uint32) []string {
	switch id {
	case 4624:
		return []string{
			"SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId", "TargetUserSid", "TargetUserName",
			"TargetDomainName", "TargetLogonId", "LogonType", "LogonProcessName", "AuthenticationPackageName", "WorkstationName",
			"LogonGuid", "TransmittedServices", "LmPackageName", "KeyLength", "ProcessId", "ProcessName", "IpAddress", "IpPort",
			"ImpersonationLevel", "RestrictedAdminMode", "TargetOutboundUserName", "TargetOutboundDomainName", "VirtualAccount",
			"TargetLinkedLogonId", "ElevatedToken",
		}
	case 4625:
		return []string{
			"SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId", "TargetUserSid", "TargetUserName",
			"TargetDomainName", "Status", "FailureReason", "SubStatus", "LogonType", "LogonProcessName",
			"AuthenticationPackageName", "WorkstationName", "TransmittedServices", "LmPackageName", "KeyLength", "ProcessId",
			"ProcessName", "IpAddress", "IpPort",
		}
	case 4648:
		return []string{
			"SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId", "LogonGuid", "TargetUserName",
			"TargetDomainName", "TargetLogonGuid", "TargetServerName", "TargetInfo", "ProcessId", "ProcessName", "IpAddress", "IpPort",
		}
	case 4672:
		return []string{"SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId", "PrivilegeList"}
	case 4688:
		return []string{
			"SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId", "NewProcessId", "NewProcessName",
			"TokenElevationType", "ProcessId", "CommandLine", "TargetUserSid", "TargetUserName", "TargetDomainName",
			"TargetLogonId", "ParentProcessName", "MandatoryLabel",
		}
	case 4689:
		return []string{"SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId", "Status", "ProcessId", "ProcessName"}
	case 4697:
		return []string{
			"SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId", "ServiceName", "ServiceFileName",
			"ServiceType", "ServiceStartType", "ServiceAccount",
		}
	case 4698, 4699, 4700, 4701:
		return []string{"SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId", "TaskName", "TaskContent"}
	case 4768:
		return []string{
			"TargetUserName", "TargetDomainName", "TargetSid", "ServiceName", "ServiceSid", "TicketOptions", "Status",
			"TicketEncryptionType", "PreAuthType", "IpAddress", "IpPort", "CertIssuerName", "CertSerialNumber", "CertThumbprint",
		}
	case 4769:
		return []string{
			"TargetUserName", "TargetDomainName", "ServiceName", "ServiceSid", "TicketOptions", "TicketEncryptionType",
			"IpAddress", "IpPort", "Status", "LogonGuid", "TransmittedServices",
		}
	case 4776:
		return []string{"PackageName", "TargetUserName", "Workstation", "Status"}
	case 5140:
		return []string{
			"SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId", "ObjectType", "IpAddress", "IpPort",
			"ShareName", "ShareLocalPath", "AccessMask", "AccessList",
		}
	case 5145:
		return []string{
			"SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId", "ObjectType", "IpAddress", "IpPort",
			"ShareName", "ShareLocalPath", "RelativeTargetName", "AccessMask", "AccessList", "AccessReason",
		}
	}
	return nil
}
