// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package entra

import (
	"slices"

	"gambeson/event/ocsf"
	"gambeson/normalize"
)

// mappings is indexed by kind. Users, targets, devices, factors and places are
// bound beside them: they depend on types and on what else is there.
func mappings() []normalize.Mapping {
	return []normalize.Mapping{
		signInKind: {
			Kind:  "Sign-in",
			Class: ocsf.Authentication, Activity: logon,
			Components: []string{"User Account Authentication", "Logon Session Creation", "Logon Session Metadata"},
			Fields: slices.Concat(common(), []normalize.Field{
				{From: "userId", To: "user.uid"},
				{From: "servicePrincipalId", To: "user.uid"},
				{From: "userPrincipalName", To: "user.name"},
				{From: "servicePrincipalName", To: "user.name"},
				{From: "userDisplayName", To: "user.full_name"},
				{From: "homeTenantId", To: "user.org.uid"},
				{From: "ipAddress", To: "src_endpoint.ip", As: normalize.IP()},
				{From: "callerIpAddress", To: "src_endpoint.ip", As: normalize.IP()},
				{From: "autonomousSystemNumber", To: "src_endpoint.autonomous_system.number"},
				{From: "appDisplayName", To: "actor.app_name"},
				{From: "appId", To: "actor.app_uid"},
				{From: "resourceDisplayName", To: "service.name"},
				{From: "appDisplayName", To: "service.name"},
				{From: "sessionId", To: "session.uid"},
				{From: "userAgent", To: "http_request.user_agent"},
				{From: "status.failureReason", To: "status_detail", As: normalize.Unless("Other.")},
				{From: "status.additionalDetails", To: "status_detail"},
				{From: "resultDescription", To: "status_detail", As: normalize.Unless("Other.")},
			}),
		},
		accountKind: {
			Kind:  "Audit: change of a user's account, password or security info",
			Class: ocsf.AccountChange, Activity: other,
			Components: []string{"User Account Creation", "User Account Modification", "User Account Deletion"},
			Fields:     slices.Concat(common(), initiator()),
		},
		groupKind: {
			Kind:  "Audit: change of a group or its members",
			Class: ocsf.GroupManagement, Activity: other,
			Components: []string{"Group Modification"},
			Fields:     slices.Concat(common(), initiator()),
		},
		accessKind: {
			Kind:  "Audit: change of a role's members",
			Class: ocsf.UserAccess, Activity: other,
			Components: []string{"User Account Modification"},
			Fields:     slices.Concat(common(), initiator()),
		},
		entityKind: {
			Kind:  "Audit: any other activity",
			Class: ocsf.EntityManagement, Activity: other,
			Components: []string{"Cloud Service Modification", "Application Log Content"},
			Fields:     slices.Concat(common(), initiator()),
		},
		riskKind: {
			Kind:  "Risk detection",
			Class: ocsf.DetectionFinding, Activity: 1,
			Components: []string{"User Account Authentication", "Logon Session Metadata"},
			Fields: slices.Concat(common(), []normalize.Field{
				{From: "id", To: "finding_info.uid"},
				{From: "correlationId", To: "finding_info.uid"},
				{From: "riskEventType", To: "finding_info.title"},
				{From: "riskEventType", To: "finding_info.types"},
				{From: "riskDetail", To: "risk_details", As: normalize.Unless("none")},
				{From: "ipAddress", To: "evidences.src_endpoint.ip", As: normalize.IP()},
				{From: "userId", To: "evidences.user.uid"},
				{From: "userPrincipalName", To: "evidences.user.name"},
				{From: "userDisplayName", To: "evidences.user.full_name"},
			}),
		},
	}
}

func common() []normalize.Field {
	return []normalize.Field{
		{To: "cloud.provider", As: normalize.Const("Azure")},
		{From: "tenantId", To: "cloud.account.uid"},
		{From: "resourceTenantId", To: "cloud.account.uid"},
		{From: "id", To: "metadata.original_event_uid"},
		{From: "correlationId", To: "metadata.correlation_uid"},
		{From: "activityDisplayName", To: "metadata.event_code"},
		{From: "loggedByService", To: "metadata.log_provider"},
	}
}

func initiator() []normalize.Field {
	return []normalize.Field{
		{From: "initiatedBy.user.id", To: "actor.user.uid"},
		{From: "initiatedBy.app.servicePrincipalId", To: "actor.user.uid"},
		{From: "initiatedBy.user.userPrincipalName", To: "actor.user.name"},
		{From: "initiatedBy.app.displayName", To: "actor.user.name"},
		{From: "initiatedBy.user.displayName", To: "actor.user.full_name"},
		{From: "initiatedBy.app.displayName", To: "actor.app_name"},
		{From: "initiatedBy.app.appId", To: "actor.app_uid"},
		{From: "initiatedBy.user.ipAddress", To: "src_endpoint.ip", As: normalize.IP()},
		{From: "callerIpAddress", To: "src_endpoint.ip", As: normalize.IP()},
		{From: "activityDisplayName", To: "message"},
		{From: "resultReason", To: "status_detail"},
	}
}
