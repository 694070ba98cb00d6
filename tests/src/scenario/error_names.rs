//! Names of errors by which each number is an issue of its own.

/// A name for a number that no normaliser makes the same as another's.
pub fn error_name(mut number: usize) -> String {
    let mut name = String::from("Error");
    for _ in 0..5 {
        name.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or_default()));
        number /= 26;
    }
    name
}
