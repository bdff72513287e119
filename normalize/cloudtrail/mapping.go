// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cloudtrail

import (
	"slices"

	"gambeson/event"
	"gambeson/event/ocsf"
	"gambeson/normalize"
)

// mappings is indexed by kind.
//
//archtest:long a table of what calls become, one entry a kind
func mappings() []normalize.Mapping {
	return []normalize.Mapping{
		signIn: {
			Kind:  "Sign-in: ConsoleLogin, AssumeRoleWithSAML, AssumeRoleWithWebIdentity, IAM Identity Center",
			Class: ocsf.Authentication, Activity: 1,
			Components: []string{"User Account Authentication", "Logon Session Creation"},
			Fields: slices.Concat(common(), identity("user"), service(), []normalize.Field{
				{From: "additionalEventData.MFAUsed", To: "is_mfa", As: yesNo()},
				{From: "userIdentity.identityProvider", To: "actor.idp.name"},
				{From: "requestParameters.principalArn", To: "actor.idp.uid"},
				{From: "requestParameters.roleSessionName", To: "session.uid"},
				{From: "responseElements.credentials.accessKeyId", To: "session.credential_uid"},
			}),
		},
		role: {
			Kind:  "Role assumed: AssumeRole, AssumeRoot, SwitchRole",
			Class: ocsf.Authentication, Activity: 7,
			Components: []string{"User Account Authentication", "Logon Session Creation", "Web Credential Creation"},
			Fields: slices.Concat(common(), service(), []normalize.Field{
				{From: "requestParameters.roleArn", To: "user.uid"},
				{From: "requestParameters.targetPrincipal", To: "user.uid"},
				{From: "additionalEventData.SwitchTo", To: "user.uid"},
				{From: "requestParameters.roleArn", To: "user.name", As: normalize.Base()},
				{From: "additionalEventData.SwitchTo", To: "user.name", As: normalize.Base()},
				{To: "user.type", As: normalize.Const("Role")},
				{To: "user.type_id", As: normalize.ConstInt(99)},
				{From: "requestParameters.roleArn", To: "user.account.uid", As: arnAccount()},
				{From: "additionalEventData.SwitchTo", To: "user.account.uid", As: arnAccount()},
				{From: "recipientAccountId", To: "user.account.uid"},
				{From: "requestParameters.roleSessionName", To: "session.uid"},
				{From: "responseElements.credentials.accessKeyId", To: "session.credential_uid"},
				{From: "responseElements.assumedRoleUser.arn", To: "session.uid_alt"},
			}),
		},
		token: {
			Kind:  "Session token: GetSessionToken, GetFederationToken, GetSigninToken",
			Class: ocsf.Authentication, Activity: 3,
			Components: []string{"User Account Authentication", "Web Credential Creation"},
			Fields: slices.Concat(common(), identity("user"), service(), []normalize.Field{
				{From: "responseElements.credentials.accessKeyId", To: "session.credential_uid"},
				{From: "requestParameters.serialNumber", To: "is_mfa", As: present()},
			}),
		},
		account: {
			Kind:  "IAM call upon a user",
			Class: ocsf.AccountChange, Activity: 99,
			Components: []string{"User Account Creation", "User Account Modification", "User Account Deletion"},
			Fields: slices.Concat(common(), targetUser(), []normalize.Field{
				{From: "requestParameters.newUserName", To: "user_result.name"},
				{From: "responseElements.accessKey.accessKeyId", To: "user.programmatic_credentials.uid"},
				{From: "requestParameters.policyArn", To: "policies.uid"},
				{From: "requestParameters.policyName", To: "policies.name"},
			}),
		},
		group: {
			Kind:  "IAM call upon a group",
			Class: ocsf.GroupManagement, Activity: 99,
			Components: []string{"Group Modification"},
			Fields: slices.Concat(common(), targetUser(), []normalize.Field{
				{From: "requestParameters.groupName", To: "group.name"},
				{From: "responseElements.group.arn", To: "group.uid"},
				{From: "requestParameters.policyArn", To: "privileges"},
				{From: "requestParameters.policyName", To: "privileges"},
			}),
		},
		roleAccess: {
			Kind:  "IAM call upon the policies of a role",
			Class: ocsf.UserAccess, Activity: 99,
			Components: []string{"User Account Modification", "Cloud Service Modification"},
			Fields: slices.Concat(common(), []normalize.Field{
				{From: "requestParameters.roleName", To: "user.name"},
				{To: "user.type", As: normalize.Const("Role")},
				{To: "user.type_id", As: normalize.ConstInt(99)},
				{From: "requestParameters.policyArn", To: "privileges"},
				{From: "requestParameters.policyName", To: "privileges"},
			}),
		},
		insight: {
			Kind:  "Insights event",
			Class: ocsf.BaseEvent, Activity: 99, Severity: event.SeverityLow,
			Components: []string{"Cloud Service Metadata"},
			Fields: []normalize.Field{
				{From: "eventID", To: "metadata.original_event_uid"},
				{From: "insightDetails.eventName", To: "message"},
				{From: "insightDetails.insightType", To: "activity_name"},
			},
		},
		api: {
			Kind:  "Any other API call",
			Class: ocsf.APIActivity, Activity: 99,
			Components: []string{
				"Cloud Service Enumeration", "Cloud Service Modification", "Cloud Service Disable", "Cloud Storage Access",
				"Cloud Storage Modification", "Cloud Storage Deletion", "Instance Creation", "Instance Modification", "Instance Deletion",
				"Snapshot Creation", "Snapshot Modification", "Volume Modification", "Image Modification", "Firewall Rule Modification",
			},
			Fields: slices.Concat(common(), []normalize.Field{
				{From: "tlsDetails.clientProvidedHostHeader", To: "dst_endpoint.hostname"},
				{From: "eventSource", To: "dst_endpoint.svc_name"},
			}),
		},
	}
}

// common are the attributes of every call.
func common() []normalize.Field {
	return slices.Concat(identity("actor.user"), []normalize.Field{
		{To: "cloud.provider", As: normalize.Const("AWS")},
		{From: "awsRegion", To: "cloud.region"},
		{From: "recipientAccountId", To: "cloud.account.uid"},
		{From: "userIdentity.accountId", To: "cloud.account.uid"},
		{From: "eventName", To: "api.operation"},
		{From: "eventSource", To: "api.service.name"},
		{From: "apiVersion", To: "api.version"},
		{From: "requestID", To: "api.request.uid"},
		{From: "errorCode", To: "api.response.error"},
		{From: "errorMessage", To: "api.response.error_message"},
		{From: "errorCode", To: "status_code"},
		{From: "errorMessage", To: "status_detail"},
		{From: "eventID", To: "metadata.original_event_uid"},
		{From: "eventVersion", To: "metadata.log_version"},
		{From: "sharedEventID", To: "metadata.correlation_uid"},
		{From: "sourceIPAddress", To: "src_endpoint.ip", As: normalize.IP()},
		{From: "sourceIPAddress", To: "src_endpoint.domain", As: noIP()},
		{From: "vpcEndpointId", To: "src_endpoint.interface_uid"},
		{From: "userAgent", To: "http_request.user_agent"},
		{From: "userIdentity.accessKeyId", To: "actor.session.credential_uid"},
		{From: "userIdentity.sessionContext.attributes.creationDate", To: "actor.session.created_time", As: normalize.Millis()},
		{From: "userIdentity.sessionContext.attributes.mfaAuthenticated", To: "actor.session.is_mfa", As: yesNo()},
		{From: "userIdentity.sessionContext.sessionIssuer.arn", To: "actor.session.issuer"},
		{From: "userIdentity.invokedBy", To: "actor.app_name"},
	})
}

// identity maps who called to the user at path.
func identity(path string) []normalize.Field {
	return []normalize.Field{
		{From: "userIdentity.arn", To: path + ".uid"},
		{From: "userIdentity.onBehalfOf.userId", To: path + ".uid"},
		{From: "userIdentity.principalId", To: path + ".uid"},
		{From: "userIdentity.principalId", To: path + ".uid_alt"},
		{From: "userIdentity.userName", To: path + ".name"},
		{From: "userIdentity.arn", To: path + ".name", As: personOfSession()},
		{From: "userIdentity.sessionContext.sessionIssuer.userName", To: path + ".name"},
		{From: "userIdentity.invokedBy", To: path + ".name"},
		{From: "userIdentity.arn", To: path + ".name", As: arnName()},
		{From: "userIdentity.principalId", To: path + ".name"},
		{From: "userIdentity.accountId", To: path + ".name"},
		{From: "userIdentity.type", To: path + ".name"},
		{From: "userIdentity.arn", To: path + ".email_addr", As: personOfSession()},
		{From: "userIdentity.accountId", To: path + ".account.uid"},
		{From: "userIdentity.type", To: path + ".type", As: otherUserType()},
		{From: "userIdentity.type", To: path + ".type_id", As: userType()},
	}
}

func service() []normalize.Field {
	return []normalize.Field{
		{From: "eventSource", To: "service.name"},
		{From: "tlsDetails.clientProvidedHostHeader", To: "dst_endpoint.hostname"},
	}
}

func targetUser() []normalize.Field {
	return []normalize.Field{
		{From: "requestParameters.userName", To: "user.name"},
		{From: "responseElements.user.userName", To: "user.name"},
		{From: "responseElements.user.arn", To: "user.uid"},
		{From: "responseElements.user.userId", To: "user.uid_alt"},
	}
}
