//! An authenticator in a few lines signs what the standard says, and then everything but that.

use ciborium::{Value, cbor};
use p256::ecdsa::{SigningKey, signature::Signer};

use super::*;

const EXPECTED: ExpectedCeremony<'_> =
    ExpectedCeremony { challenge: "Y2hhbGxlbmdl", origin: "https://errors.example", rp_id: "errors.example" };

fn key(n: u8) -> SigningKey {
    SigningKey::from_slice(&[n; 32]).unwrap()
}

fn client_data(kind: &str, challenge: &str, origin: &str) -> Vec<u8> {
    format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#).into()
}

fn data(rp_id: &str, flags: u8, counter: u32) -> Vec<u8> {
    [Sha256::digest(rp_id.as_bytes()).as_slice(), &[flags], &counter.to_be_bytes()].concat()
}

fn cose(key: &SigningKey, algorithm: i64) -> Vec<u8> {
    let point = key.verifying_key().to_sec1_point(false);
    let bytes = |part: &[u8]| Value::Bytes(part.to_vec());
    let (x, y) = (bytes(point.x().unwrap()), bytes(point.y().unwrap()));
    let map = cbor!({ 1 => 2, 3 => algorithm, -1 => 1, -2 => x, -3 => y }).unwrap();
    written(&map)
}

fn written(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn with_credential(rp_id: &str, flags: u8, id: &[u8], cose: &[u8]) -> Vec<u8> {
    let length = u16::try_from(id.len()).unwrap().to_be_bytes();
    [&data(rp_id, flags, 0), [0; 16].as_slice(), &length, id, cose].concat()
}

fn attestation(data: Vec<u8>) -> Vec<u8> {
    let nothing = Value::Map(Vec::new());
    written(&cbor!({ "fmt" => "none", "attStmt" => nothing, "authData" => Value::Bytes(data) }).unwrap())
}

#[test]
fn a_registration_is_taken_as_it_should_be_and_not_otherwise() {
    let (id, cose_key) = ([9_u8; 20], cose(&key(1), -7));
    let good = attestation(with_credential("errors.example", 0b0100_0101, &id, &cose_key));
    let client = client_data("webauthn.create", EXPECTED.challenge, EXPECTED.origin);
    let new = register(&client, &good, EXPECTED).unwrap();
    assert_eq!(new.id, URL_SAFE_NO_PAD.encode(id));
    assert_eq!(new.public_key, key(1).verifying_key().to_sec1_point(false).as_bytes());

    for (kind, challenge, origin) in [
        ("webauthn.get", EXPECTED.challenge, EXPECTED.origin),
        ("webauthn.create", "b3RoZXI", EXPECTED.origin),
        ("webauthn.create", EXPECTED.challenge, "https://evil.example"),
        ("webauthn.create", EXPECTED.challenge, "http://errors.example"),
        ("webauthn.create", EXPECTED.challenge, "https://errors.example:8443"),
        ("webauthn.create", EXPECTED.challenge, "https://a.errors.example"),
    ] {
        assert!(register(&client_data(kind, challenge, origin), &good, EXPECTED).is_err(), "{origin}");
    }
    let framed = String::from_utf8(client.clone()).unwrap().replace("false", "true");
    assert_eq!(register(framed.as_bytes(), &good, EXPECTED), Err(OTHER_PAGE));
    for (rp_id, flags, id, cose_key) in [
        ("evil.example", 0b0100_0101, id.as_slice(), &cose_key),
        ("errors.example", 0b0100_0001, &id, &cose_key), // not verified
        ("errors.example", 0b0100_0100, &id, &cose_key), // not present
        ("errors.example", 0b0000_0101, &id, &cose_key), // without a credential
        ("errors.example", 0b0100_0101, &[], &cose_key),
        ("errors.example", 0b0100_0101, &id, &cose(&key(1), -257)),
        ("errors.example", 0b0100_0101, &id, &vec![0xa0]),
    ] {
        let bad = attestation(with_credential(rp_id, flags, id, cose_key));
        assert!(register(&client, &bad, EXPECTED).is_err(), "{rp_id} {flags:b}");
    }
    // A key that is no point of the curve.
    let mut off_curve = cose_key.clone();
    *off_curve.last_mut().unwrap() ^= 1;
    let bad = attestation(with_credential("errors.example", 0b0100_0101, &id, &off_curve));
    assert!(register(&client, &bad, EXPECTED).is_err());
}

#[test]
fn whatever_is_cut_off_or_nested_is_refused_and_nothing_panics() {
    let good = attestation(with_credential("errors.example", 0b0100_0101, &[9; 20], &cose(&key(1), -7)));
    let client = client_data("webauthn.create", EXPECTED.challenge, EXPECTED.origin);
    for end in 0..good.len() {
        assert!(register(&client, &good[..end], EXPECTED).is_err(), "{end}");
        let mut changed = good.clone();
        changed[end] ^= 0xff;
        let _ = register(&client, &changed, EXPECTED);
    }
    for end in 0..client.len() {
        assert!(register(&client[..end], &good, EXPECTED).is_err(), "{end}");
    }
    // Lists in lists, and a length of nothing that is there.
    assert!(register(&client, &[0x81; 60_000], EXPECTED).is_err());
    assert!(register(&client, &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], EXPECTED).is_err());
}

#[test]
fn a_login_is_signed_by_its_key_over_these_bytes() {
    let public = key(1).verifying_key().to_sec1_point(false).as_bytes().to_vec();
    let sign = |client: &[u8], data: &[u8], n: u8| -> Vec<u8> {
        let signature: Signature = key(n).sign(&[data, Sha256::digest(client).as_slice()].concat());
        signature.to_der().as_bytes().to_vec()
    };
    let client = client_data("webauthn.get", EXPECTED.challenge, EXPECTED.origin);
    let data_of = |rp_id, flags| data(rp_id, flags, 7);
    let good = data_of("errors.example", 0b101);
    let signature = sign(&client, &good, 1);
    assert_eq!(authenticate(&client, &good, &signature, &public, EXPECTED), Ok(7));
    assert!(authenticate(&client, &good, &sign(&client, &good, 2), &public, EXPECTED).is_err());
    for (rp_id, flags) in [("evil.example", 0b101), ("errors.example", 0b001), ("errors.example", 0b100)] {
        let bad = data_of(rp_id, flags);
        let signature = sign(&client, &bad, 1);
        assert!(authenticate(&client, &bad, &signature, &public, EXPECTED).is_err(), "{rp_id} {flags:b}");
    }
    let created = client_data("webauthn.create", EXPECTED.challenge, EXPECTED.origin);
    assert!(authenticate(&created, &good, &sign(&created, &good, 1), &public, EXPECTED).is_err());
    // Another counter than was signed.
    let changed = data("errors.example", 0b101, 8);
    assert!(authenticate(&client, &changed, &signature, &public, EXPECTED).is_err());
    for end in 0..signature.len() {
        assert!(authenticate(&client, &good, &signature[..end], &public, EXPECTED).is_err(), "{end}");
    }
}
