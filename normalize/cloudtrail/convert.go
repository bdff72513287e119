// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cloudtrail

import (
	"bytes"

	"gambeson/normalize"
)

func userTypes() map[string]int64 {
	return map[string]int64{
		"IAMUser": 1, "IdentityCenterUser": 1, "FederatedUser": 1, "SAMLUser": 1, "WebIdentityUser": 1, "Directory": 1,
		"Root": 2, "AWSService": 3,
	}
}

func userType() normalize.Conversion { return normalize.Enum("user type", userTypes(), 99) }

// otherUserType is the source's word for what OCSF has no number for.
func otherUserType() normalize.Conversion {
	known := userTypes()
	return normalize.Convert("user type, if OCSF has none", func(in []byte) ([]byte, bool) {
		return in, known[string(in)] == 0
	})
}

func yesNo() normalize.Conversion {
	return normalize.Bool("yes or no", map[string]bool{
		"Yes": true, "YES": true, "true": true, "No": false, "NO": false, "false": false,
	})
}

// present is true where the field has a value.
func present() normalize.Conversion {
	return normalize.Convert("true if present", func(in []byte) ([]byte, bool) { return []byte("true"), len(in) > 0 })
}

// noIP is what [normalize.IP] leaves.
func noIP() normalize.Conversion {
	return normalize.Convert("unless an IP address", func(in []byte) ([]byte, bool) { return in, !normalize.IsIP(in) })
}

// arnName is the last part of an ARN: "root" of arn:aws:iam::111122223333:root.
func arnName() normalize.Conversion {
	return normalize.Convert("last part of the ARN", func(in []byte) ([]byte, bool) {
		return in[bytes.LastIndexAny(in, ":/")+1:], true
	})
}

// personOfSession is the session's name of an assumed role, where it is a
// person's: identity providers name sessions by the mail address.
func personOfSession() normalize.Conversion {
	return normalize.Convert("session name that is a mail address", func(in []byte) ([]byte, bool) {
		_, session, ok := bytes.Cut(in, []byte(":assumed-role/"))
		session = session[bytes.LastIndexByte(session, '/')+1:]
		return session, ok && bytes.Count(session, []byte("@")) == 1 && session[0] != '@' && session[len(session)-1] != '@'
	})
}

// arnAccount is the account in an ARN.
func arnAccount() normalize.Conversion {
	return normalize.Convert("account of the ARN", func(in []byte) ([]byte, bool) {
		for range 4 {
			_, rest, ok := bytes.Cut(in, []byte(":"))
			if !ok {
				return nil, false
			}
			in = rest
		}
		account, _, ok := bytes.Cut(in, []byte(":"))
		return account, ok
	})
}
