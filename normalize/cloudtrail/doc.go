// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package cloudtrail reads AWS CloudTrail records.
//
// # Shapes
//
// A record as CloudTrail writes it (management, data, network activity and
// Insights events, version 1.0x), alone or as the detail of an EventBridge
// event. The members of a delivery file's Records are records each.
//
// Native fields are those of the record, in dotted paths: eventName,
// userIdentity.sessionContext.sessionIssuer.arn, requestParameters.bucketName.
// requestParameters and responseElements are bound as objects too.
//
// # Classes
//
// The API and its service (eventName, eventSource) decide:
//
//   - a console sign-in, and signing in to a role with a token of an identity
//     provider (AssumeRoleWithSAML, AssumeRoleWithWebIdentity), is
//     Authentication: Logon. user is who signed in.
//   - AssumeRole, SwitchRole and AssumeRoot are Authentication: Account Switch,
//     impersonating. user is the role that is assumed, actor.user who assumes it:
//     many use the same role, so user is no person here.
//   - GetSessionToken and the like are Authentication: Authentication Ticket.
//   - IAM calls upon users are Account Change, upon groups Group Management, and
//     those that give a role a policy or take it away User Access Management.
//   - an Insights event is a base event.
//   - every other call is API Activity: what it does is told by the verb that
//     its name begins with, or by readOnly.
//
// Where a behaviour reads: user.uid is an ARN, user.account.uid the account,
// user.name the user's name, of an assumed role the session's where it is a mail
// address (so a person's) and the role's otherwise;
// is_mfa whether a second factor was used at the console,
// actor.session.is_mfa whether the caller's session has one, src_endpoint.ip the
// caller's address. A caller that is an AWS service is src_endpoint.domain.
//
// # Limits
//
// Of the things that a call works on at most 32 become resources. CloudTrail
// gives no place, no autonomous system and no device of the caller.
//
// Sources: AWS CloudTrail User Guide (record contents, userIdentity element,
// console sign-in events, Insights event), IAM and STS API references.
// To test: go test ./normalize/cloudtrail; -update rewrites the scenarios.
package cloudtrail
