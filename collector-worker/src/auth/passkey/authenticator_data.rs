//! The bytes that an authenticator signs (WebAuthn, section 6.1), and the attestation object around
//! those of a registration.

use ciborium::Value;

/// Bytes of a credential's id, at most (section 5.8.3).
const MOST_ID_BYTES: usize = 1_023;
/// Flags of the authenticator data.
const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const HAS_CREDENTIAL: u8 = 1 << 6;

/// What the authenticator says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AuthenticatorData {
    /// The digest of the relying party's id.
    pub(super) rp_id_hash: [u8; 32],
    /// Whether the user was there, and was verified.
    pub(super) is_verified: bool,
    /// How often the credential signed, where it counts.
    pub(super) counter: u32,
    /// The new credential: its id, and its key in COSE's form.
    pub(super) credential: Option<(Vec<u8>, Vec<u8>)>,
}

impl AuthenticatorData {
    /// Reads it; nothing where it is cut off.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let (rp_id_hash, rest) = bytes.split_first_chunk::<32>()?;
        let (&[flags], rest) = rest.split_first_chunk::<1>()?;
        let (counter, rest) = rest.split_first_chunk::<4>()?;
        let credential = if flags & HAS_CREDENTIAL == 0 { None } else { Some(read_credential(rest)?) };
        let needed = USER_PRESENT | USER_VERIFIED;
        Some(Self {
            rp_id_hash: *rp_id_hash,
            is_verified: flags & needed == needed,
            counter: u32::from_be_bytes(*counter),
            credential,
        })
    }
}

/// Behind the model of the authenticator, which is not looked at: length, id, key, and perhaps
/// extensions.
fn read_credential(bytes: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (_model, rest) = bytes.split_first_chunk::<16>()?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (id, key) = rest.split_at_checked(length)?;
    (1..=MOST_ID_BYTES).contains(&length).then(|| (id.to_vec(), key.to_vec()))
}

/// The authenticator data within an attestation object; the attestation itself is not looked at.
pub(super) fn of_attestation(object: &[u8]) -> Option<Vec<u8>> {
    let Value::Map(members) = ciborium::from_reader(object).ok()? else { return None };
    let member = members.into_iter().find(|(name, _)| name.as_text() == Some("authData"));
    member?.1.into_bytes().ok()
}

/// The point of a COSE key (RFC 9053, section 7.1), uncompressed, where it is an ES256 key on P-256.
/// Extensions may stand behind it.
pub(super) fn es256_point(mut cose: &[u8]) -> Option<Vec<u8>> {
    let Value::Map(members) = ciborium::from_reader(&mut cose).ok()? else { return None };
    let member = |label: i64| {
        let is_it = |name: &Value| name.as_integer() == Some(label.into());
        members.iter().find(|(name, _)| is_it(name)).map(|(_, value)| value)
    };
    let number = |label| member(label)?.as_integer().and_then(|number| i64::try_from(number).ok());
    // Key type EC2, algorithm ES256, curve P-256.
    let is_es256 = number(1) == Some(2) && number(3) == Some(-7) && number(-1) == Some(1);
    let coordinate = |label| member(label)?.as_bytes().filter(|bytes| bytes.len() == 32);
    let (x, y) = (coordinate(-2)?, coordinate(-3)?);
    is_es256.then(|| [&[4], x.as_slice(), y.as_slice()].concat())
}
