// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package entra reads the sign-in, audit and risk logs of Microsoft Entra ID.
//
// # Shapes
//
//   - Microsoft Graph: signIn, directoryAudit and riskDetection objects. The
//     elements of an answer's value are records each.
//   - Azure diagnostic settings (Event Hubs, storage): the same object as
//     properties of a record with a category: SignInLogs,
//     NonInteractiveUserSignInLogs, ServicePrincipalSignInLogs,
//     ManagedIdentitySignInLogs, AuditLogs, UserRiskEvents. The elements of
//     records are records each.
//   - rows of the Log Analytics tables SigninLogs, AADNonInteractiveUser- and
//     AADServicePrincipalSignInLogs, AuditLogs and AADUserRiskEvents.
//
// A field has one native name a shape, and rules use all of them: whichever
// shape a record has, userPrincipalName, properties.userPrincipalName and
// UserPrincipalName are the same value. So are the names of the portal's
// exports that rules use: ResultType, Status, ClientApp, Username.
//
// # Classes
//
//   - a sign-in is Authentication. An interactive one is Logon; one without the
//     user (a token refreshed, a service principal or managed identity) is
//     Authentication Ticket. Codes that ask the user for one more step, such as
//     50074 and 50076, have status "Interrupted" (status_id 99), which is
//     neither success nor failure.
//   - audit activities upon users are Account Change, upon members of groups
//     Group Management, upon roles' members User Access Management, all others
//     Entity Management.
//   - a risk detection is a Detection Finding.
//
// # Attributes that behaviours read
//
// user.uid, user.name (the principal name), user.email_addr, user.type_id (4 is
// a service principal); src_endpoint.ip,
// src_endpoint.location.{lat,long,city,region,country},
// src_endpoint.autonomous_system.number; device.uid, device.name,
// device.is_managed, device.is_compliant; status_id, status_code; is_mfa
// (whether a second factor was required) and auth_factors, one for each step;
// session.uid; service.name is what was signed in to, actor.app_name with what.
//
// # Limits
//
// At most 16 steps and targets are attributes. A column of a table that holds
// its object as a text stays a text. A place without any name has no
// coordinates.
//
// Sources: Microsoft Graph reference (signIn, directoryAudit, riskDetection),
// Azure Monitor table reference, Entra error codes reference.
// To test: go test ./normalize/entra; -update rewrites the scenarios.
package entra
