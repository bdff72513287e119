// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package okta reads the Okta System Log.
//
// # Shapes
//
// A LogEvent as the System Log API returns it, alone, or as the detail of an
// EventBridge event. The elements of an API answer's array are records each.
//
// Native fields are those of the LogEvent, in dotted paths: eventType,
// actor.alternateId, debugContext.debugData.requestUri. Rules that spell them
// all in lower case (eventtype, actor.alternateid) find the same values.
//
// # Classes
//
// eventType decides:
//
//   - user.session.*, user.authentication.*, push challenges, tokens and
//     sign-on policies are Authentication. user is the actor, or the user that
//     a system principal acted upon. A session's start and single sign-on are
//     Logon; the steps to it (a factor, an agent, a policy) are Preauth.
//   - user.lifecycle.*, user.account.* and user.mfa.factor.* are Account Change
//     of the target user.
//   - user.account.privilege.* and application.user_membership.* are User Access
//     Management, group.* with a group among the targets Group Management.
//   - other events with a target are Entity Management of it, the rest is API
//     Activity.
//
// # Attributes that behaviours read
//
// user.uid, user.name (the login), user.email_addr; src_endpoint.ip,
// src_endpoint.location.{lat,long,city,region,country},
// src_endpoint.autonomous_system.{number,name},
// src_endpoint.proxy_endpoint.ip (present where Okta says that the address is a
// proxy's); device.uid (Okta Verify's device, else the browser's device token),
// device.is_managed; status_id, status_detail; is_mfa and
// auth_factors.factor_type_id (5 is a push); session.uid.
//
// # Limits
//
// Okta writes countries by name, and so does location.country. At most 16
// targets become resources. A place without any name has no coordinates.
//
// Sources: Okta System Log API reference, event types catalogue.
// To test: go test ./normalize/okta; -update rewrites the scenarios.
package okta
