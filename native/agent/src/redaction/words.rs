//! Names that say that a secret follows.

/// Parts of names that are secrets in whatever word they stand.
const INSIDE: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "passwort",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "authkey",
    "credential",
    "bearer",
    "authorization",
    "cookie",
    "sharedkey",
    "masterkey",
    "encryptionkey",
    "signingkey",
    "jwt",
    "sessionkey",
    "sessionid",
    "accountkey",
    "storagekey",
    "licensekey",
    "connectionstring",
    "keypass",
    "storepass",
    "mysqlpwd",
    "pgpass",
    "userpass",
    "sshpass",
    "otpseed",
    "hmackey",
    "apipass",
    "dbpass",
    "psk",
    "webhook",
];

/// Names, or parts of a name between `-`, `_` and `.`, that are secrets when they stand alone.
const ALONE: &[&str] = &[
    "pass",
    "pwd",
    "pw",
    "pin",
    "key",
    "auth",
    "creds",
    "cred",
    "otp",
    "sig",
    "signature",
    "sas",
    "dsn",
    "passin",
    "passout",
];

/// Whether a name (of an option, a variable, a field, a parameter) says that its value is secret.
pub fn is_secret(name: &str) -> bool {
    // Split `apiKey` as `api_key`; short words count only as a whole part.
    let mut parts: Vec<String> = vec![String::new()];
    let mut before = ' ';
    for character in name.chars() {
        let boundary = !character.is_ascii_alphanumeric();
        if boundary || (character.is_ascii_uppercase() && before.is_ascii_lowercase()) {
            parts.push(String::new());
        }
        if !boundary && let Some(part) = parts.last_mut() {
            part.push(character.to_ascii_lowercase());
        }
        before = character;
    }
    let joined = parts.concat();
    INSIDE.iter().any(|word| joined.contains(word))
        || parts.iter().any(|part| ALONE.contains(&part.as_str()))
        || joined.ends_with("pass")
        || joined.ends_with("pwd")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_known_in_all_spellings() {
        for name in [
            "password",
            "PASSWORD",
            "--password",
            "db_password",
            "DbPassword",
            "PGPASSWORD",
            "MYSQL_PWD",
            "api-key",
            "apiKey",
            "API_KEY",
            "X-Api-Key",
            "aws_secret_access_key",
            "auth.token",
            "client-secret",
            "passwd",
            "pass",
            "passin",
            "ROOTPASS",
            "Authorization",
            "private_key",
            "Set-Cookie",
            "AccountKey",
            "session-id",
            "key",
            "wifi-psk",
        ] {
            assert!(is_secret(name), "{name}");
        }
    }

    #[test]
    fn other_names_are_not() {
        for name in [
            "port",
            "user",
            "config",
            "keyboard",
            "monkey",
            "compass-mode",
            "author",
            "pinned",
            "path",
            "bypass-x",
            "D",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
