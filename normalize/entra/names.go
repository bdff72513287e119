// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package entra

import "gambeson/event"

// name is one field under its names: Graph's, by which mappings read it, the
// table column's, and others that rules use.
type name struct {
	graph, table string
	also         []string
}

// alias makes the value at either path a value of all the names.
func (n name) alias(s *event.Shape) {
	all := append([]string{n.graph, "properties." + n.graph, n.table}, n.also...)
	for _, from := range []string{n.graph, n.table} {
		for _, to := range all {
			if from != "" && to != "" && from != to {
				s.Alias(from, to)
			}
		}
	}
}

func names() []name {
	all := []name{
		{"userPrincipalName", "UserPrincipalName", []string{"Username"}},
		{"ipAddress", "IPAddress", []string{"callerIpAddress"}},
		{"clientAppUsed", "ClientAppUsed", []string{"ClientApp"}},
		{"tenantId", "AADTenantId", nil},
		{"riskEventTypes_v2", "RiskEventTypes_V2", nil},
		{"status", "Status", nil},
		{"status.errorCode", "Status.errorCode", []string{"ResultType", "resultType"}},
		{"status.failureReason", "Status.failureReason", []string{"ResultDescription", "resultDescription", "Resultdescription", "Status"}},
		{"status.additionalDetails", "Status.additionalDetails", []string{"Status"}},
		{"resultDescription", "ResultDescription", []string{"Resultdescription"}},
		{"deviceDetail.trustType", "DeviceDetail.trustType", []string{"DeviceDetail.trusttype"}},
		{"location.countryOrRegion", "LocationDetails.countryOrRegion", []string{"location", "Location"}},
		{"location.city", "LocationDetails.city", nil},
		{"location.state", "LocationDetails.state", nil},
		{"location.geoCoordinates.latitude", "LocationDetails.geoCoordinates.latitude", nil},
		{"location.geoCoordinates.longitude", "LocationDetails.geoCoordinates.longitude", nil},

		{"activityDisplayName", "ActivityDisplayName",
			[]string{"properties.message", "operationName", "OperationName", "ActivityType", "activityType", "ActivityDetails"}},
		{"operationType", "AADOperationType", nil},
		{"targetResources.modifiedProperties.displayName", "TargetResources.modifiedProperties.displayName",
			[]string{"TargetResources.ModifiedProperties.DisplayName"}},
		{"targetResources.modifiedProperties.newValue", "TargetResources.modifiedProperties.newValue",
			[]string{"TargetResources.ModifiedProperties.NewValue"}},
		{"result", "Result", []string{"Status"}},
		{"resultReason", "ResultReason", []string{"Status"}},
	}
	for _, same := range []string{
		"id", "createdDateTime", "userDisplayName", "userId", "userType", "appId", "appDisplayName", "correlationId",
		"conditionalAccessStatus", "isInteractive", "riskDetail", "riskLevelAggregated", "riskLevelDuringSignIn", "riskState",
		"resourceDisplayName", "resultType", "deviceDetail", "deviceDetail.deviceId", "deviceDetail.displayName",
		"deviceDetail.operatingSystem", "deviceDetail.browser", "deviceDetail.isCompliant", "deviceDetail.isManaged",
		"autonomousSystemNumber", "authenticationRequirement", "authenticationProtocol", "authenticationDetails", "mfaDetail",
		"mfaDetail.authMethod", "homeTenantId", "resourceTenantId", "sessionId", "userAgent", "networkLocationDetails",
		"servicePrincipalId", "servicePrincipalName", "uniqueTokenIdentifier", "operationName", "category",
		"activityDateTime", "loggedByService", "initiatedBy", "initiatedBy.user.id", "initiatedBy.user.displayName",
		"initiatedBy.user.userPrincipalName", "initiatedBy.user.ipAddress", "initiatedBy.app.appId", "initiatedBy.app.displayName",
		"initiatedBy.app.servicePrincipalId", "initiatedBy.app.servicePrincipalName", "targetResources", "targetResources.id",
		"targetResources.displayName", "targetResources.type", "targetResources.userPrincipalName",
		"targetResources.modifiedProperties", "targetResources.modifiedProperties.oldValue", "additionalDetails",
		"additionalDetails.key", "additionalDetails.value", "riskEventType", "riskLevel", "detectedDateTime", "activity", "source",
	} {
		all = append(all, name{same, pascal(same), nil})
	}
	return all
}

// pascal is the column's name: only its first letter, and not the names below
// the column, are in upper case.
func pascal(s string) string { return string(s[0]-'a'+'A') + s[1:] }
