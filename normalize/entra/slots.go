// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package entra

import "gambeson/event"

// slots are the fields that the format reads itself and the attributes that
// it derives.
type slots struct {
	created, activityTime, time, generated                              event.Slot
	interactive, userID, principalID, riskDuringSignIn, riskLevel       event.Slot
	errorCode, resultType, requirement, protocolName, mfaMethod         event.Slot
	deviceIDNative, deviceNameNative, managedNative, compliantNative    event.Slot
	osNative, cityNative, stateNative, countryNative                    event.Slot
	latNative, longNative, statusNative, activityDetails                event.Slot
	activityName, auditCategory, operation, result, initiator, tenant   event.Slot
	logger                                                              event.Slot
	statusID, status, statusCode, activity, isMFA, protocolID           event.Slot
	protocolText, factorTypeID, factorType, serviceName                 event.Slot
	deviceUID, deviceName, deviceTypeID, deviceManaged, deviceCompliant event.Slot
	deviceOS, deviceOSType                                              event.Slot
	user, actor                                                         userSlots
	src, evidence                                                       placeSlots
	groupUID, groupName, privileges                                     event.Slot
	entityUID, entityName, entityType, entityTypeID                     event.Slot
	resourceUID, resourceName, resourceType                             event.Slot
}

type userSlots struct{ uid, name, fullName, email, typeID event.Slot }

func newUserSlots(f *event.Fields, path string) userSlots {
	return userSlots{
		uid: f.OCSF(path + ".uid"), name: f.OCSF(path + ".name"), fullName: f.OCSF(path + ".full_name"),
		email: f.OCSF(path + ".email_addr"), typeID: f.OCSF(path + ".type_id"),
	}
}

type placeSlots struct{ city, region, country, lat, long event.Slot }

func newPlaceSlots(f *event.Fields, path string) placeSlots {
	path += ".location."
	return placeSlots{
		city: f.OCSF(path + "city"), region: f.OCSF(path + "region"), country: f.OCSF(path + "country"),
		lat: f.OCSF(path + "lat"), long: f.OCSF(path + "long"),
	}
}

func newSlots(f *event.Fields) slots {
	s := slots{
		user: newUserSlots(f, "user"), actor: newUserSlots(f, "actor.user"),
		src: newPlaceSlots(f, "src_endpoint"), evidence: newPlaceSlots(f, "evidences.src_endpoint"),
	}
	for _, x := range []struct {
		slot *event.Slot
		name string
	}{
		{&s.created, "createdDateTime"}, {&s.activityTime, "activityDateTime"}, {&s.time, "time"}, {&s.generated, "TimeGenerated"},
		{&s.interactive, "isInteractive"}, {&s.userID, "userId"}, {&s.principalID, "servicePrincipalId"},
		{&s.riskDuringSignIn, "riskLevelDuringSignIn"}, {&s.riskLevel, "riskLevel"},
		{&s.errorCode, "status.errorCode"}, {&s.resultType, "resultType"}, {&s.requirement, "authenticationRequirement"},
		{&s.protocolName, "authenticationProtocol"}, {&s.mfaMethod, "mfaDetail.authMethod"},
		{&s.deviceIDNative, "deviceDetail.deviceId"}, {&s.deviceNameNative, "deviceDetail.displayName"},
		{&s.managedNative, "deviceDetail.isManaged"}, {&s.compliantNative, "deviceDetail.isCompliant"},
		{&s.osNative, "deviceDetail.operatingSystem"}, {&s.cityNative, "location.city"}, {&s.stateNative, "location.state"},
		{&s.countryNative, "location.countryOrRegion"}, {&s.latNative, "location.geoCoordinates.latitude"},
		{&s.longNative, "location.geoCoordinates.longitude"}, {&s.statusNative, "Status"}, {&s.activityDetails, "ActivityDetails"},
		{&s.activityName, "activityDisplayName"}, {&s.auditCategory, "category"}, {&s.operation, "operationType"},
		{&s.result, "result"}, {&s.initiator, "initiatedBy.user.id"}, {&s.tenant, "tenantId"}, {&s.logger, "loggedByService"},
	} {
		*x.slot = f.Native(x.name)
	}
	for _, x := range []struct {
		slot *event.Slot
		path string
	}{
		{&s.statusID, "status_id"}, {&s.status, "status"}, {&s.statusCode, "status_code"}, {&s.activity, "activity_name"},
		{&s.isMFA, "is_mfa"}, {&s.protocolID, "auth_protocol_id"}, {&s.protocolText, "auth_protocol"},
		{&s.factorTypeID, "auth_factors.factor_type_id"}, {&s.factorType, "auth_factors.factor_type"}, {&s.serviceName, "service.name"},
		{&s.deviceUID, "device.uid"}, {&s.deviceName, "device.name"}, {&s.deviceTypeID, "device.type_id"},
		{&s.deviceManaged, "device.is_managed"}, {&s.deviceCompliant, "device.is_compliant"}, {&s.deviceOS, "device.os.name"},
		{&s.deviceOSType, "device.os.type_id"}, {&s.groupUID, "group.uid"}, {&s.groupName, "group.name"}, {&s.privileges, "privileges"},
		{&s.entityUID, "entity.uid"}, {&s.entityName, "entity.name"}, {&s.entityType, "entity.type"}, {&s.entityTypeID, "entity.type_id"},
		{&s.resourceUID, "resources.uid"}, {&s.resourceName, "resources.name"}, {&s.resourceType, "resources.type"},
	} {
		*x.slot = f.OCSF(x.path)
	}
	return s
}
