// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package okta

import (
	"slices"

	"gambeson/event/ocsf"
	"gambeson/normalize"
)

// mappings is indexed by kind.
func mappings() []normalize.Mapping {
	session := []normalize.Field{
		{From: "authenticationContext.externalSessionId", To: "actor.session.uid", As: unlessUnknown()},
		{From: "authenticationContext.rootSessionId", To: "actor.session.uid_alt", As: unlessUnknown()},
	}
	return []normalize.Mapping{
		auth: {
			Kind:  "Sign-in, sign-out and the steps to it",
			Class: ocsf.Authentication, Activity: other,
			Components: []string{"User Account Authentication", "Logon Session Creation", "Logon Session Metadata"},
			Fields: slices.Concat(common(), []normalize.Field{
				{From: "authenticationContext.externalSessionId", To: "session.uid", As: unlessUnknown()},
				{From: "authenticationContext.rootSessionId", To: "session.uid_alt", As: unlessUnknown()},
			}),
		},
		account: {
			Kind:  "Change of a user's account, password or factors",
			Class: ocsf.AccountChange, Activity: other,
			Components: []string{"User Account Creation", "User Account Modification", "User Account Deletion"},
			Fields:     slices.Concat(common(), session),
		},
		access: {
			Kind:  "Administrator role or application given to a user, or taken away",
			Class: ocsf.UserAccess, Activity: other,
			Components: []string{"User Account Modification"},
			Fields: slices.Concat(common(), session, []normalize.Field{
				{From: "debugContext.debugData.privilegeGranted", To: "privileges"},
				{From: "debugContext.debugData.privilegeRevoked", To: "privileges"},
			}),
		},
		group: {
			Kind:  "Change of a group or its members",
			Class: ocsf.GroupManagement, Activity: other,
			Components: []string{"Group Modification"},
			Fields: slices.Concat(common(), session, []normalize.Field{
				{From: "debugContext.debugData.privilegeGranted", To: "privileges"},
				{From: "debugContext.debugData.privilegeRevoked", To: "privileges"},
			}),
		},
		entity: {
			Kind:  "Change of an application, policy, zone, token, identity provider or device",
			Class: ocsf.EntityManagement, Activity: other,
			Components: []string{"Cloud Service Modification", "Application Log Content"},
			Fields:     slices.Concat(common(), session),
		},
		api: {
			Kind:  "Any other event",
			Class: ocsf.APIActivity, Activity: other,
			Components: []string{"Application Log Content"},
			Fields: slices.Concat(common(), session, []normalize.Field{
				{From: "eventType", To: "api.operation"},
				{To: "api.service.name", As: normalize.Const("Okta")},
			}),
		},
	}
}

// common are the attributes of every event. Those of users, targets and the
// device's kind are bound beside the mapping: they depend on the types that the
// event gives its actor and targets.
func common() []normalize.Field {
	return []normalize.Field{
		{From: "uuid", To: "metadata.original_event_uid"},
		{From: "eventType", To: "metadata.event_code"},
		{From: "version", To: "metadata.log_version"},
		{From: "transaction.id", To: "metadata.correlation_uid", As: unlessUnknown()},
		{From: "displayMessage", To: "message"},
		{From: "outcome.reason", To: "status_detail"},
		{From: "client.ipAddress", To: "src_endpoint.ip", As: normalize.IP()},
		{From: "request.ipChain.ip", To: "src_endpoint.intermediate_ips", As: normalize.IP()},
		{From: "client.geographicalContext.city", To: "src_endpoint.location.city"},
		{From: "client.geographicalContext.state", To: "src_endpoint.location.region"},
		{From: "client.geographicalContext.country", To: "src_endpoint.location.country"},
		{From: "client.geographicalContext.postalCode", To: "src_endpoint.location.postal_code"},
		{From: "securityContext.asNumber", To: "src_endpoint.autonomous_system.number"},
		{From: "securityContext.asOrg", To: "src_endpoint.autonomous_system.name"},
		{From: "securityContext.isp", To: "src_endpoint.isp"},
		{From: "securityContext.domain", To: "src_endpoint.domain", As: normalize.Unless(".", "unknown")},
		{From: "client.zone", To: "src_endpoint.zone", As: normalize.Unless("null", "unknown")},
		{From: "client.userAgent.rawUserAgent", To: "http_request.user_agent", As: unlessUnknown()},
		{From: "debugContext.debugData.requestUri", To: "http_request.url.path"},
		{From: "debugContext.debugData.requestId", To: "http_request.uid"},
		{From: "device.id", To: "device.uid"},
		{From: "debugContext.debugData.dtHash", To: "device.uid"},
		{From: "debugContext.debugData.deviceFingerprint", To: "device.uid"},
		{From: "debugContext.debugData.deviceFingerprint", To: "device.uid_alt"},
		{From: "device.name", To: "device.name"},
		{From: "device.managed", To: "device.is_managed"},
		{From: "authenticationContext.issuer.id", To: "actor.idp.uid"},
		{From: "authenticationContext.authenticationProvider", To: "actor.idp.name"},
	}
}

func unlessUnknown() normalize.Conversion { return normalize.Unless("unknown") }

// factors are the values of auth_factors.factor_type_id.
func factors() map[string]int64 {
	return map[string]int64{
		"SMS": 1, "SMS_FACTOR": 1, "SECURITY_QUESTION": 2, "CALL": 3, "CALL_FACTOR": 3,
		"OKTA_VERIFY_PUSH": 5, "PUSH": 5, "DUO_SECURITY": 5, "HARDWARE_TOKEN": 6, "RSA_TOKEN": 6, "SYMANTEC_TOKEN": 6, "YUBIKEY_TOKEN": 6,
		"OTP": 7, "GOOGLE_OTP": 7, "OKTA_SOFT_TOKEN": 7, "EMAIL": 8, "EMAIL_FACTOR": 8, "FIDO_U2F": 9, "FIDO2_WEBAUTHN": 10,
		"FIDO_WEBAUTHN": 10, "WEBAUTHN": 10, "PASSWORD": 11, "PASSWORD_AS_FACTOR": 11,
	}
}
