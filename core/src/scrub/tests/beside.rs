//! Secrets beside their names, in every spelling that logs, objects, headers and forms have.

use alloc::{string::String, vec::Vec};

use crate::scrub::text;

/// Spellings of a name and its value, as logs, objects, YAML, headers, command lines, forms and
/// markup have them; `N` stands for the name and `V` for the value.
const SPELLINGS: &[&str] = &[
    "N=V",
    "N = V",
    "N: V",
    "N : V",
    "N:V",
    "login failed, N: V, try again",
    "N => V",
    "N := \"V\"",
    "{N:V}",
    "{ user: 'u', N: 'V' }",
    "{ user: 'u', 'N': 'V' }",
    "{ N: `V` }",
    "Map(1) { 'N' => 'V' }",
    "{'N': 'V', 'n': 1}",
    "{'N': u'V'}",
    "{'N': b'V'}",
    "{:N=>\"V\", :n=>1}",
    "{\"N\" => \"V\"}",
    "#<User N: \"V\">",
    "User{N='V'}",
    "User(N=V)",
    "Login { N: \"V\" }",
    "%{\"N\" => \"V\"}",
    "Array ( [N] => V )",
    "{\"N\":\"V\"}",
    "{\"N\" : \"V\"}",
    "{\"n\":{\"N\": \"V\"}}",
    "{\"N\":[\"V\",\"w\"]}",
    "{\"N\":{\"old\":\"V\"}}",
    "{\"N\":\"\\\"V\"}",
    r#"{"data":"{\"N\":\"V\"}"}"#,
    r#"{"data":"{\"N\": \"a\\\"V\", \"n\": 1}"}"#,
    r#"{"a":"{\"b\":\"{\\\"N\\\":\\\"V\\\"}\"}"}"#,
    r#"{"a":"{\"b\":\"{\\\"c\\\":\\\"{\\\\\\\"N\\\\\\\":\\\\\\\"V\\\\\\\"}\\\"}\"}"}"#,
    "'{\\'N\\': \\'V\\'}'",
    "{&quot;N&quot;:&quot;V&quot;}",
    "{&#34;N&#34;:&#34;V&#34;}",
    "{\\u0022N\\u0022:\\u0022V\\u0022}",
    "N%3DV",
    "a%3D1%26N%3DV%26b%3D2",
    "N%253DV",
    "%7B%22N%22%3A%22V%22%7D",
    "%7B%22N%22%3A%20%22V%22%7D",
    "user%5BN%5D=V",
    "user[N]=V&x=1",
    "N\\u003dV",
    "N&#61;V",
    "POST /login user=u&N=V&x=1",
    "https://a.example/login;N=V",
    "curl --N V https://a.example",
    "curl --N=V https://a.example",
    "tool -N 'V' --force",
    "<N>V</N>",
    "<ns:N>V</ns:N>",
    "&lt;N&gt;V&lt;/N&gt;",
    "<input name=\"N\" value=\"V\">",
    "<input type='text' name='N' id='x' value='V'>",
    "<input value=\"V\" name=\"N\">",
    "<meta name=\"N\" content=\"V\">",
    "{\"name\":\"N\",\"value\":\"V\"}",
    "{ name: 'N', value: 'V' }",
    "[[\"N\",\"V\"]]",
    "[ [ 'N', 'V' ] ]",
    "append('N', 'V')",
    "export N=V",
    "N：V",
    "db.N = V",
    "\tN:\tV",
];

/// Names of secrets as they are written.
pub(super) const NAMES: &[&str] = &[
    "password",
    "Password",
    "PASSWORD",
    "passwd",
    "pwd",
    "pass",
    "passcode",
    "passphrase",
    "pin",
    "otp",
    "totp",
    "mfa",
    "auth",
    "cvv",
    "cvc",
    "csc",
    "secret",
    "token",
    "api_key",
    "apiKey",
    "api-key",
    "X-Api-Key",
    "accessKey",
    "access_key_id",
    "privateKey",
    "session",
    "sessionId",
    "sid",
    "sess",
    "cookie",
    "csrf",
    "xsrf",
    "X-CSRF-Token",
    "jwt",
    "bearer",
    "credential",
    "credentials",
    "signature",
    "ssn",
    "iban",
    "cardNumber",
    "card_number",
    "userPassword",
    "newPassword",
    "old-password",
    "DB_PASSWORD",
    "PGPASSWORD",
    "MYSQL_PWD",
    "client_secret",
    "refreshToken",
    "userPin",
    "otpCode",
    "smsOtp",
    "authHeader",
    "x-auth",
    "cvv2",
    "PHPSESSID",
    "JSESSIONID",
    "Authorization",
    "Proxy-Authorization",
    "Set-Cookie",
    "passwort",
    "Kennwort",
    "motdepasse",
    "mot_de_passe",
    "contraseña",
    "contrasena",
    "clave",
    "senha",
    "parola",
    "wachtwoord",
    "lösenord",
    "hasło",
    "haslo",
    "heslo",
    "adgangskode",
    "passord",
    "jelszo",
    "пароль",
    "Пароль",
    "密码",
    "密碼",
    "パスワード",
    "비밀번호",
    "şifre",
];
/// Values of secrets: nothing else would know them.
const VALUES: &[&str] =
    &["hunter2secret", "abcdefsecret", "zq81secretzq", "p@ssw0rd!", "s3.cr-et_~x", "Ünïcode7"];

/// The spelling with a name and a value in it.
fn spelled(spelling: &str, name: &str, value: &str) -> String {
    let parts: Vec<String> = spelling.split('N').map(|part| part.replace('V', value)).collect();
    parts.join(name)
}

/// What is left of a value beside its name, or changes once more when it is read again.
fn left(spelling: &str, name: &str, value: &str) -> Option<String> {
    // The name of an option is in letters of ASCII.
    if spelling.contains("-N") && !name.is_ascii() {
        return None;
    }
    let input = spelled(spelling, name, value);
    let output = text(&input);
    (output.contains(value) || text(&output) != output).then(|| [&input, " -> ", &output].concat())
}

#[test]
fn a_secret_goes_by_its_name_in_every_spelling() {
    let names =
        SPELLINGS.iter().flat_map(|spelling| NAMES.iter().filter_map(|name| left(spelling, name, VALUES[0])));
    let values = SPELLINGS
        .iter()
        .flat_map(|spelling| VALUES.iter().filter_map(|value| left(spelling, "password", value)));
    let left: Vec<String> = values.chain(names).collect();
    assert!(
        left.is_empty(),
        "{} left: {:#?}",
        left.len(),
        left.iter().step_by(1 + left.len() / 60).collect::<Vec<_>>()
    );
}
