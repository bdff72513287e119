// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package k8saudit

import (
	"bytes"

	"gambeson/event/ocsf"
	"gambeson/normalize"
)

const other = 99

// verbs are the OCSF activities of the verbs.
func verbs() map[string]uint8 {
	return map[string]uint8{
		"create": 1, "post": 1,
		"get": 2, "list": 2, "watch": 2, "head": 2,
		"update": 3, "patch": 3, "put": 3,
		"delete": 4, "deletecollection": 4,
	}
}

func mappings() []normalize.Mapping {
	return []normalize.Mapping{{
		Kind:  "Request to the API server",
		Class: ocsf.APIActivity, Activity: other,
		Components: []string{
			"Pod Creation", "Pod Modification", "Pod Enumeration", "Pod Metadata", "Container Creation", "Container Enumeration",
			"Cluster Metadata", "Command Execution", "User Account Authentication", "User Account Modification",
			"Scheduled Job Creation", "Service Creation", "Cloud Service Modification", "Application Log Content",
		},
		Fields: []normalize.Field{
			{From: "verb", To: "api.operation"},
			{From: "auditID", To: "api.request.uid"},
			{From: "apiVersion", To: "metadata.log_version"},
			{From: "level", To: "metadata.log_level"},
			{From: "objectRef.apiVersion", To: "api.version"},
			{To: "api.service.name", As: normalize.Const("kube-apiserver")},
			{From: "objectRef.apiGroup", To: "api.group.name"},
			{From: "responseStatus.code", To: "api.response.code"},
			{From: "responseStatus.reason", To: "api.response.error"},
			{From: "responseStatus.message", To: "api.response.error_message"},
			{From: "responseStatus.code", To: "status_code"},
			{From: "responseStatus.reason", To: "status_detail"},
			{From: "annotations.authorization.k8s.io/reason", To: "status_detail"},
			{From: "annotations.authorization.k8s.io/decision", To: "actor.authorizations.decision"},
			{From: "impersonatedUser.username", To: "actor.user.name"},
			{From: "user.username", To: "actor.user.name"},
			{From: "impersonatedUser.uid", To: "actor.user.uid"},
			{From: "user.uid", To: "actor.user.uid"},
			{From: "impersonatedUser.username", To: "actor.user.type_id", As: userType()},
			{From: "user.username", To: "actor.user.type_id", As: userType()},
			{From: "user.extra.authentication.kubernetes.io/credential-id", To: "actor.session.credential_uid"},
			{From: "sourceIPs", To: "src_endpoint.ip", As: normalize.IP()},
			{From: "user.extra.authentication.kubernetes.io/pod-name", To: "src_endpoint.name"},
			{From: "user.extra.authentication.kubernetes.io/pod-uid", To: "src_endpoint.uid"},
			{From: "user.extra.authentication.kubernetes.io/node-name", To: "src_endpoint.hostname"},
			{From: "userAgent", To: "http_request.user_agent"},
			{From: "responseStatus.code", To: "http_response.code"},
			{From: "objectRef.name", To: "resources.name"},
			{From: "responseObject.metadata.name", To: "resources.name"},
			{From: "requestObject.metadata.name", To: "resources.name"},
			{From: "objectRef.resource", To: "resources.name"},
			{From: "objectRef.uid", To: "resources.uid"},
			{From: "responseObject.metadata.uid", To: "resources.uid"},
			{From: "objectRef.namespace", To: "resources.namespace"},
			{From: "objectRef.resourceVersion", To: "resources.version"},
		},
	}}
}

// aliases are the names without a path that rules use for members of the
// request.
func aliases() [][2]string {
	all := [][2]string{
		{"objectRef.apiGroup", "apiGroup"},
		{"objectRef.resource", "resource"},
		{"objectRef.subresource", "subresource"},
		{"objectRef.namespace", "namespace"},
		{"user.username", "username"},
	}
	for _, pod := range []string{"requestObject.spec", "requestObject.spec.template.spec", "requestObject.spec.jobTemplate.spec.template.spec"} {
		all = append(all, [2]string{pod + ".volumes.hostPath", "hostPath"}, [2]string{pod + ".volumes.hostPath.path", "hostPath"},
			[2]string{pod + ".hostNetwork", "hostNetwork"},
			[2]string{pod + ".hostPID", "hostPID"})
		for _, list := range []string{".containers", ".initContainers", ".ephemeralContainers"} {
			capabilities := pod + list + ".securityContext.capabilities"
			all = append(all, [2]string{capabilities, "capabilities"}, [2]string{capabilities + ".add", "capabilities"},
				[2]string{capabilities + ".drop", "capabilities"},
				[2]string{pod + list + ".securityContext.privileged", "privileged"}, [2]string{pod + list + ".image", "image"})
		}
	}
	return all
}

// userType tells service accounts and the system's own users from people.
func userType() normalize.Conversion {
	return normalize.ConvertInt("user type", func(in []byte) (int64, bool) {
		switch {
		case bytes.HasPrefix(in, []byte("system:serviceaccount:")):
			return 4, true
		case bytes.HasPrefix(in, []byte("system:")):
			return 3, true
		}
		return 1, true
	})
}
