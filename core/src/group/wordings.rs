//! Reads the table of engines' wordings, `wordings.txt`, whose head says how.

/// The table.
const TABLE: &str = include_str!("wordings.txt");

/// Classes whose errors engines word so differently, or so vaguely, that only the class
/// is the same: the DOM's exceptions (WebIDL, "Error names") and some of ECMAScript's.
pub(super) const CLASS_SAYS_IT: &[&str] = &[
    "AbortError",
    "AggregateError",
    "CompileError",
    "ConstraintError",
    "DataCloneError",
    "DataError",
    "EncodingError",
    "EvalError",
    "HierarchyRequestError",
    "InUseAttributeError",
    "IndexSizeError",
    "InvalidAccessError",
    "InvalidCharacterError",
    "InvalidModificationError",
    "InvalidNodeTypeError",
    "InvalidStateError",
    "LinkError",
    "NamespaceError",
    "NetworkError",
    "NoModificationAllowedError",
    "NotAllowedError",
    "NotFoundError",
    "NotReadableError",
    "NotSupportedError",
    "OperationError",
    "QuotaExceededError",
    "ReadOnlyError",
    "SecurityError",
    "TimeoutError",
    "TransactionInactiveError",
    "URIError",
    "VersionError",
    "WrongDocumentError",
];

/// What the table says of an error, and one wording of it.
pub(super) struct Wording {
    pub(super) says: &'static str,
    pub(super) template: &'static str,
}

/// The wordings of a class, in order; of an error without a class, all.
pub(super) fn of(class: Option<&str>) -> impl Iterator<Item = Wording> {
    let (mut is_compared, mut says) = (false, "");
    TABLE.lines().filter_map(move |line| {
        match line.trim_start() {
            "" => {}
            text if text.starts_with('#') => {}
            template if line.starts_with("    ") => return is_compared.then_some(Wording { says, template }),
            error if line.starts_with("  ") => says = error,
            classes => {
                let mut classes = classes.split(' ');
                is_compared = class.is_none_or(|class| classes.any(|known| known == "*" || known == class));
            }
        }
        None
    })
}

/// Whether engines themselves throw errors of a class.
pub(super) fn has(class: &str) -> bool {
    let sections = TABLE.lines().filter(|line| !line.starts_with([' ', '#']));
    sections.flat_map(|line| line.split(' ')).any(|known| known == class)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// The names in braces of a template.
    fn places(template: &str) -> Vec<&str> {
        template.split('{').skip(1).map(|rest| rest.split_once('}').expect("closed").0).collect()
    }

    #[test]
    fn every_wording_tells_what_is_said_of_its_error() {
        let mut count = 0;
        for Wording { says, template } in of(None) {
            count += 1;
            let known = places(template);
            for place in &known {
                assert!(["e", "p", "v", "n", "w", "_"].contains(place), "{template}");
            }
            for place in places(says) {
                assert!(known.contains(&place) || place == "p" && known.contains(&"e"), "{says}: {template}");
            }
            assert!(!template.ends_with(['.', ' ']), "{template}: messages are compared without full stop");
            assert_eq!(says, says.to_ascii_lowercase());
        }
        assert!(count > 250, "{count}");
    }

    #[test]
    fn a_class_has_its_own_wordings_and_everybodys() {
        let says = |class, text: &str| of(Some(class)).any(|wording| wording.template == text);
        assert!(says("TypeError", "Failed to fetch") && !says("Error", "Failed to fetch"));
        assert!(says("Error", "Script error") && says("InternalError", "too much recursion"));
        assert!(has("TypeError") && has("InternalError") && !has("Error"));
    }
}
