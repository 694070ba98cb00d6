//! An authenticator of passkeys in software: it makes one ES256 key, and signs what it is told to, be
//! it wrong.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ciborium::{Value, cbor};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use sha2::{Digest, Sha256};

/// What a ceremony says; a test may change each.
#[derive(Debug, Clone)]
pub struct CeremonyFields {
    /// The challenge of the page.
    pub challenge: String,
    /// The challenge that the browser signs, where it is another.
    pub signed_challenge: String,
    /// The origin of the page.
    pub origin: String,
    /// The host.
    pub rp_id: String,
    /// Present and verified.
    pub flags: u8,
    /// Whether the page is within another one.
    pub cross_origin: bool,
}

impl CeremonyFields {
    /// As it should be.
    pub fn of(challenge: &str, origin: &str, rp_id: &str) -> Self {
        Self {
            challenge: challenge.to_owned(),
            signed_challenge: challenge.to_owned(),
            origin: origin.to_owned(),
            rp_id: rp_id.to_owned(),
            flags: 0b101,
            cross_origin: false,
        }
    }

    fn client_data(&self, kind: &str) -> Vec<u8> {
        format!(
            r#"{{"type":"{kind}","challenge":"{}","origin":"{}","crossOrigin":{}}}"#,
            self.signed_challenge, self.origin, self.cross_origin
        )
        .into_bytes()
    }
}

/// The authenticator, with one key.
pub struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    user: String,
    /// The counter, which grows with every signature; 0 counts none.
    pub counter: u32,
}

impl Authenticator {
    /// One with a key of its own, for a user.
    pub fn new(user: &str) -> Self {
        let id = Sha256::digest(user.as_bytes()).to_vec();
        // The digest of a user's random id is a good key, but for odds that nobody meets.
        let key = SigningKey::from_slice(&Sha256::digest(&id)).unwrap_or_else(|_| unreachable!());
        Self { key, id, user: user.to_owned(), counter: 0 }
    }

    /// The credential's id, as a page writes it.
    pub fn credential(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.id)
    }

    fn data(&self, fields: &CeremonyFields, flags: u8) -> Vec<u8> {
        let hash = Sha256::digest(fields.rp_id.as_bytes());
        [hash.as_slice(), &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// The form of a registration.
    pub fn register(&self, fields: &CeremonyFields) -> String {
        let point = self.key.verifying_key().to_sec1_point(false);
        let coordinate = |part: Option<_>| {
            Value::Bytes(part.map(|bytes: &p256::FieldBytes| bytes.to_vec()).unwrap_or_default())
        };
        let (x, y) = (coordinate(point.x()), coordinate(point.y()));
        let key = cbor!({ 1 => 2, 3 => -7, -1 => 1, -2 => x, -3 => y });
        let length = u16::try_from(self.id.len()).unwrap_or_default().to_be_bytes();
        let credential = [&[0; 16], length.as_slice(), &self.id, &written(key)].concat();
        let data = [self.data(fields, fields.flags | 0b0100_0000), credential].concat();
        let nothing = Value::Map(Vec::new());
        let object = cbor!({ "fmt" => "none", "attStmt" => nothing, "authData" => Value::Bytes(data) });
        let client_data = fields.client_data("webauthn.create");
        self.form(fields, &client_data, &written(object), &[])
    }

    /// The form of a login.
    pub fn sign(&mut self, fields: &CeremonyFields) -> String {
        let data = self.data(fields, fields.flags);
        let client_data = fields.client_data("webauthn.get");
        let signed = [data.as_slice(), &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        let form = self.form(fields, &client_data, &data, signature.to_der().as_bytes());
        if self.counter > 0 {
            self.counter += 1;
        }
        form
    }

    fn form(&self, fields: &CeremonyFields, client_data: &[u8], data: &[u8], signature: &[u8]) -> String {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        format!(
            "passkey-challenge={}&passkey-credential={}&passkey-client-data={}&passkey-data={}&passkey-signature={}\
             &passkey-user={}",
            fields.challenge,
            self.credential(),
            text(client_data),
            text(data),
            text(signature),
            text(self.user.as_bytes()),
        )
    }
}

fn written(value: Result<Value, ciborium::value::Error>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok(value) = value {
        let _ = ciborium::into_writer(&value, &mut bytes);
    }
    bytes
}
