//! Reads the table of engines' wordings, `wordings.txt`, whose head says how.

/// The table.
const TABLE: &str = include_str!("wordings.txt");

/// A part of the table: the classes that it is about, and their wordings.
struct WordingSection {
    classes: &'static str,
    wordings: &'static str,
}

/// Its parts, found when it is compiled: an error is compared with those of its class alone.
static SECTIONS: [WordingSection; count_sections()] = sections();

/// Whether a line of the table begins here which names classes.
#[allow(clippy::indexing_slicing)] // at compile time
const fn names_classes(table: &[u8], at: usize) -> bool {
    (at == 0 || table[at - 1] == b'\n') && !matches!(table[at], b' ' | b'#' | b'\n')
}

const fn count_sections() -> usize {
    let (mut at, mut count) = (0, 0);
    while at < TABLE.len() {
        count += names_classes(TABLE.as_bytes(), at) as usize;
        at += 1;
    }
    count
}

#[allow(clippy::indexing_slicing)] // at compile time
const fn sections() -> [WordingSection; count_sections()] {
    let mut sections = [const { WordingSection { classes: "", wordings: "" } }; count_sections()];
    // From the end, so that each ends where the one behind it begins.
    let (mut at, mut end, mut left) = (TABLE.len(), TABLE.len(), sections.len());
    while at > 0 {
        at -= 1;
        if names_classes(TABLE.as_bytes(), at) {
            let mut line = at;
            while TABLE.as_bytes()[line] != b'\n' {
                line += 1;
            }
            left -= 1;
            let (head, _) = TABLE.split_at(end);
            let (head, wordings) = head.split_at(line);
            sections[left] = WordingSection { classes: head.split_at(at).1, wordings };
            end = at;
        }
    }
    sections
}

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

impl WordingSection {
    fn is_of(&self, class: &str) -> bool {
        self.classes.split(' ').any(|known| known == class)
    }
}

/// The wordings of a class, in order; of an error without a class, all.
pub(super) fn of(class: Option<&str>) -> impl Iterator<Item = Wording> {
    let sections = SECTIONS.iter();
    let compared =
        sections.filter(move |section| class.is_none_or(|class| section.is_of("*") || section.is_of(class)));
    compared.flat_map(|section| {
        let mut says = "";
        section.wordings.split('\n').filter_map(move |line| {
            if let Some(template) = line.strip_prefix("    ") {
                return Some(Wording { says, template });
            }
            says = line.strip_prefix("  ").unwrap_or(says);
            None
        })
    })
}

/// Whether engines themselves throw errors of a class.
pub(super) fn has(class: &str) -> bool {
    SECTIONS.iter().any(|section| section.is_of(class))
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
