//! What a key press asks for: a function of the event's fields, so that it is tested without a
//! browser.
//!
//! The fields are read by serde, since not every `keydown` is a `KeyboardEvent`: browsers that
//! fill a form in dispatch one without a key, which must be ignored.

use serde::Deserialize;

/// The fields of a `KeyboardEvent` that a shortcut depends on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeyPress {
    pub(crate) key: String,
    ctrl_key: bool,
    alt_key: bool,
    meta_key: bool,
    is_composing: bool,
    default_prevented: bool,
    repeat: bool,
}

/// The action of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    /// Move the focus by so many lines; without a list, activate the element of the key.
    Step(isize),
    /// Open the list of shortcuts.
    Help,
    /// Open the current line.
    Open,
    /// Select or deselect the current line.
    Select,
    /// Activate the element of the key for the selected issues, or for the current line.
    Triage,
    /// Activate the element of the key.
    Activate,
}

impl KeyPress {
    /// The command; none of a key that is combined, already handled, or without an action. While
    /// shortcuts are off, the list of them alone opens.
    pub(crate) fn command(&self, are_off: bool) -> Option<Command> {
        let is_combined = self.ctrl_key || self.alt_key || self.meta_key || self.is_composing;
        if is_combined || self.default_prevented || (are_off && self.key != "?") {
            return None;
        }
        let command = match self.key.as_str() {
            "j" => Command::Step(1),
            "k" => Command::Step(-1),
            "?" => Command::Help,
            "o" => Command::Open,
            "x" => Command::Select,
            "e" | "i" => Command::Triage,
            "/" | "n" | "p" | "r" | "t" | "u" | "z" => Command::Activate,
            _ => return None,
        };
        (!self.repeat || matches!(command, Command::Step(..))).then_some(command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str) -> KeyPress {
        KeyPress { key: key.to_owned(), ..KeyPress::default() }
    }

    #[test]
    fn a_plain_key_has_its_command() {
        assert_eq!(press("j").command(false), Some(Command::Step(1)));
        assert_eq!(press("e").command(false), Some(Command::Triage));
        assert_eq!(press("n").command(false), Some(Command::Activate));
        assert_eq!(press("Enter").command(false), None);
    }

    #[test]
    fn a_combined_or_handled_key_is_left_to_others() {
        for other in [
            KeyPress { ctrl_key: true, ..press("e") },
            KeyPress { alt_key: true, ..press("e") },
            KeyPress { meta_key: true, ..press("e") },
            KeyPress { is_composing: true, ..press("e") },
            KeyPress { default_prevented: true, ..press("e") },
        ] {
            assert_eq!(other.command(false), None, "{other:?}");
        }
    }

    #[test]
    fn a_held_key_walks_and_does_nothing_else() {
        let held = |key| KeyPress { repeat: true, ..press(key) };
        assert_eq!(held("k").command(false), Some(Command::Step(-1)));
        assert_eq!(held("e").command(false), None);
        assert_eq!(held("?").command(false), None);
    }

    #[test]
    fn the_list_of_shortcuts_opens_while_they_are_off() {
        assert_eq!(press("?").command(true), Some(Command::Help));
        assert_eq!(press("j").command(true), None);
    }
}
