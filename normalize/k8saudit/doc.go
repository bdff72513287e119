// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package k8saudit reads the audit log of the Kubernetes API server.
//
// # Shapes
//
// An Event of audit.k8s.io (v1, v1beta1) at any level and stage, as the log
// backend writes it, one a line. The items of the EventList that the webhook
// backend sends are records each.
//
// Native fields are those of the event, in dotted paths: verb,
// objectRef.resource, requestObject.spec.containers.image, user.username.
// What lies below a list is the value of every element. Rules that say
// apiGroup, hostPath and capabilities without a path find
// objectRef.apiGroup, and those members of the request's pod or pod template.
//
// # Classes
//
// Every event is API Activity. The verb is the activity: create and the
// connections that carry commands (exec, attach, port-forward) Create; get, list
// and watch Read; update and patch Update; delete and deletecollection Delete;
// others Other.
//
// actor.user is who asked: the impersonated user where there is one, the
// impersonator then being actor.app_uid. resources[0] is objectRef, with its
// subresource in the type ("pods/exec"); api.request.uid is the auditID, that
// the stages of one request have in common. status_id follows the response's
// code; a stage without a response has none.
//
// # Limits
//
// Of sourceIPs the first is src_endpoint.ip, as the API server puts the
// originating client there; what proxies claim is not verified. The containers
// of a pod are the native requestObject only.
//
// Sources: Kubernetes documentation, "Auditing" and the audit.k8s.io/v1 API.
// To test: go test ./normalize/k8saudit; -update rewrites the scenarios.
package k8saudit
