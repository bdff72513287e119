// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ocsf

// A Type is one of the schema's data types, or TypeObject.
type Type uint8

// The types. The comment gives the JSON value that each is.
const (
	TypeObject      Type = iota // object, of the type that Attribute.Object names
	TypeBoolean                 // boolean
	TypeByteString              // string: base64
	TypeDatetime                // string: RFC 3339
	TypeEmail                   // string
	TypeFileHash                // string
	TypeFileName                // string
	TypeFilePath                // string
	TypeFloat                   // number
	TypeHostname                // string
	TypeInteger                 // number without fraction
	TypeIP                      // string
	TypeJSON                    // anything
	TypeLong                    // number without fraction
	TypeMAC                     // string
	TypePort                    // number without fraction, 0 to 65535
	TypeProcessName             // string
	TypeRegKeyPath              // string
	TypeResourceUID             // string
	TypeString                  // string
	TypeSubnet                  // string
	TypeTimestamp               // number without fraction: milliseconds since 1970
	TypeURL                     // string
	TypeUsername                // string
	TypeUUID                    // string
)

// String returns the schema's name of the type, such as "ip_t".
func (t Type) String() string {
	if names := typeNames(); int(t) < len(names) {
		return names[t]
	}
	return "unknown_t"
}

// Base returns the primitive type: TypeObject, TypeBoolean, TypeFloat, TypeInteger, TypeJSON, TypeLong or TypeString.
func (t Type) Base() Type {
	switch t {
	case TypeObject, TypeBoolean, TypeFloat, TypeInteger, TypeJSON, TypeLong:
		return t
	case TypePort:
		return TypeInteger
	case TypeTimestamp:
		return TypeLong
	default:
		return TypeString
	}
}

func typeNames() [TypeUUID + 1]string {
	return [...]string{
		"object_t", "boolean_t", "bytestring_t", "datetime_t", "email_t", "file_hash_t", "file_name_t", "file_path_t",
		"float_t", "hostname_t", "integer_t", "ip_t", "json_t", "long_t", "mac_t", "port_t", "process_name_t",
		"reg_key_path_t", "resource_uid_t", "string_t", "subnet_t", "timestamp_t", "url_t", "username_t", "uuid_t",
	}
}

// limits are what the schema's dictionary says of a type besides its base.
type limits struct {
	maxLen     int // in characters; 0 is no limit
	low, high  int64
	ranged     bool
	observable int
}
