//! Which function of a source a place is in, read from the source's text.
//!
//! Bundlers' maps do not say it: they name what is called at a place, not what it stands
//! in. A parser of JavaScript, TypeScript, JSX, Vue and Svelte would say it exactly; this
//! reads brackets, strings and the few words before a function's body, in one pass and a
//! little memory. A function without a name is called after the one that it stands in,
//! `outer/<`, as Gecko does: grouping knows that. It is a best effort: what it cannot name it leaves without a name, and
//! a text that it misreads it names wrongly from there on, but never fails.

mod lexer;

use crate::{Position, clip::cut};
use lexer::{Lexer, Token};

/// Brackets that may be open at once: generated code; what is deeper is not read on.
const OPEN: usize = 5_000;
/// Bytes of a function's name.
const NAME_BYTES: usize = 200;
/// What follows the outer function's name where a function has none.
pub const NAMELESS: &str = "/<";
/// Words before brackets that are no call and no function's head.
const CONTROL: [&str; 8] = ["if", "for", "while", "switch", "catch", "with", "await", "return"];
/// From this place on, up to the next, the function has this name, or none.
pub(crate) type ScopeBoundary = (Position, Option<String>);

/// What stood before a bracket, by which is known what follows behind it.
#[derive(Default, Clone)]
struct BracketHead {
    /// The word `function`, or a name as of a method.
    is_function: bool,
    name: Option<String>,
    /// What an arrow behind it is assigned to.
    assigned: Option<String>,
    /// Words of a type after `:`, if it has one, and its `<` that are open.
    typed: Option<usize>,
    angles: usize,
}

/// A bracket that is open.
enum OpenBracket {
    Round(BracketHead),
    Square,
    Block,
    /// Braces of a type's own.
    Type(BracketHead),
    Class(Option<String>),
    /// A function's body, and the name of the function around it.
    Function(Option<String>),
    /// An arrow's expression, which no bracket ends.
    Arrow(Option<String>),
    /// `${` of a template.
    Template,
}

/// Reads a source, a character at a time.
#[derive(Default)]
pub(crate) struct Scanner {
    lexer: Lexer,
    open: Vec<OpenBracket>,
    current: Option<String>,
    previous: Option<Token>,
    head: Option<BracketHead>,
    assigned: Option<String>,
    declares: bool,
    declared: Option<String>,
    /// After the word `function`, and its name.
    function: Option<Option<String>>,
    class: Option<Option<String>>,
    /// The name before `<` of type parameters.
    generic: Option<String>,
    /// An arrow whose body is about to begin.
    arrow: Option<(Position, Option<String>)>,
    /// What an arrow after the last word is assigned to.
    of_word: Option<String>,
    new_line: bool,
}

impl Scanner {
    /// Reads on; what becomes known is added to `out`, in order.
    pub(crate) fn push(&mut self, char: char, at: Position, out: &mut Vec<ScopeBoundary>) {
        if self.open.len() > OPEN {
            return;
        }
        let mut tokens = Vec::new();
        self.lexer.push(char, at, &mut |token, at| tokens.push((token, at)));
        for (token, at) in tokens {
            self.token(token, at, out);
        }
    }

    fn token(&mut self, token: Token, at: Position, out: &mut Vec<ScopeBoundary>) {
        if matches!(token, Token::NewLine) {
            self.new_line = true;
            return;
        }
        if let Some((begins, name)) = self.arrow.take() {
            let outer = self.enter(name, begins, out);
            if matches!(token, Token::Sign('{')) {
                self.open.push(OpenBracket::Function(outer));
                self.forget(token);
                return;
            }
            self.open.push(OpenBracket::Arrow(outer));
        } else if self.new_line && self.ends_line() && token.begins_statement() {
            self.end_arrows(at, out);
        }
        self.new_line = false;
        match token {
            Token::Word(word) => return self.word(word),
            Token::Value => self.of_word = None,
            Token::Assign => {
                let before = self.previous_word();
                self.forget(Token::Assign);
                self.assigned = self.declared.take().or(before);
                return;
            }
            Token::Arrow => {
                let name = match &self.previous {
                    Some(Token::Sign(')')) => self.head.take().and_then(|head| head.assigned),
                    _ => match self.head.take().filter(|head| head.typed.is_some()) {
                        Some(head) => head.assigned,
                        None => self.of_word.take(),
                    },
                };
                self.arrow = Some((at, name));
            }
            Token::Sign(sign) => return self.sign(sign, at, out),
            Token::Template => self.open.push(OpenBracket::Template),
            Token::NewLine => {}
        }
        self.forget(token);
    }

    fn word(&mut self, word: String) {
        let assigned = self.assigned.take();
        if let Some(typed) = self.head.as_mut().and_then(|head| head.typed.as_mut()) {
            *typed += 1;
        } else {
            self.head = None;
        }
        match word.as_str() {
            "function" => (self.function, self.assigned) = (Some(None), assigned),
            "async" => self.assigned = assigned,
            "class" if !matches!(self.previous, Some(Token::Sign('.'))) => self.class = Some(assigned),
            "const" | "let" | "var" => self.declares = true,
            "extends" | "implements" => {}
            name => {
                if self.declares {
                    (self.declares, self.declared) = (false, Some(name.to_owned()));
                }
                if let Some(function) = self.function.as_mut().filter(|function| function.is_none()) {
                    *function = Some(name.to_owned());
                }
                let follows_class = matches!(&self.previous, Some(Token::Word(word)) if word == "class");
                if let Some(class) = self.class.as_mut().filter(|_| follows_class) {
                    *class = Some(name.to_owned());
                }
                self.of_word = assigned;
            }
        }
        self.previous = Some(Token::Word(word));
    }

    fn sign(&mut self, sign: char, at: Position, out: &mut Vec<ScopeBoundary>) {
        match sign {
            '(' => {
                let head = self.head_here();
                self.forget(Token::Sign('('));
                self.open.push(OpenBracket::Round(head));
            }
            '[' | ']' if self.is_type() => {}
            '[' => {
                self.forget(Token::Sign('['));
                self.open.push(OpenBracket::Square);
            }
            '{' => {
                let head = self.head.take().filter(|head| head.is_function || head.angles > 0);
                let opened = if let Some(class) = self.class.take() {
                    OpenBracket::Class(class)
                } else if let Some(head) = head.clone().filter(|head| head.angles > 0) {
                    OpenBracket::Type(head)
                } else if let Some(head) = head.filter(|head| head.typed != Some(0)) {
                    let name = head
                        .name
                        .map(|name| if name == "constructor" { self.class_name(name) } else { name });
                    OpenBracket::Function(self.enter(name, at, out))
                } else {
                    OpenBracket::Block
                };
                self.forget(Token::Sign('{'));
                self.open.push(opened);
            }
            ')' | ']' | '}' => {
                self.end_arrows(at, out);
                let head = self.close(sign, at, out);
                self.forget(Token::Sign(sign));
                self.head = head;
            }
            ',' if self.head.as_ref().is_some_and(|head| head.angles > 0) => {}
            ',' | ';' => {
                self.end_arrows(at, out);
                self.declared = None;
                self.forget(Token::Sign(sign));
            }
            ':' => {
                let key = self.previous_word();
                let mut head = self.head.take().filter(|_| matches!(self.previous, Some(Token::Sign(')'))));
                if let Some(head) = &mut head {
                    head.typed = Some(0);
                }
                self.forget(Token::Sign(':'));
                (self.head, self.assigned) = (head, key);
            }
            '<' => {
                let name = self.previous_word();
                let mut head = self.head.take().filter(|head| head.typed.is_some());
                if let Some(head) = &mut head {
                    head.angles += 1;
                }
                self.forget(Token::Sign('<'));
                (self.generic, self.head) = (name, head);
            }
            '>' | '|' | '&' | '.' => {
                let generic = self.generic.take();
                let mut head = self.head.take().filter(|head| head.typed.is_some());
                if let Some(head) = head.as_mut().filter(|_| sign == '>') {
                    head.angles = head.angles.saturating_sub(1);
                }
                self.forget(Token::Sign(sign));
                (self.generic, self.head) = (generic, head);
            }
            '*' => self.previous = Some(Token::Sign('*')), // `function*`
            _ => self.forget(Token::Sign(sign)),
        }
    }

    /// What stands before a bracket that opens now.
    fn head_here(&mut self) -> BracketHead {
        let assigned = self.assigned.take();
        if let Some(name) = self.function.take() {
            return BracketHead { is_function: true, name: name.or(assigned), ..BracketHead::default() };
        }
        match &self.previous {
            Some(Token::Word(word)) if word == "async" && assigned.is_some() => {
                BracketHead { assigned, ..BracketHead::default() }
            }
            Some(Token::Word(word)) => {
                let is_function = !CONTROL.contains(&word.as_str());
                BracketHead { is_function, name: Some(word.clone()), ..BracketHead::default() }
            }
            Some(Token::Sign('>')) => {
                let name = self.generic.take();
                BracketHead { is_function: name.is_some(), name, assigned, ..BracketHead::default() }
            }
            Some(Token::Sign(']') | Token::Value) => {
                BracketHead { is_function: true, ..BracketHead::default() }
            }
            _ => BracketHead { assigned, ..BracketHead::default() },
        }
    }

    /// Whether what is read is the type behind a function's brackets.
    fn is_type(&self) -> bool {
        self.head.as_ref().is_some_and(|head| head.typed.is_some_and(|words| words > 0))
    }

    fn previous_word(&self) -> Option<String> {
        match &self.previous {
            Some(Token::Word(word)) => Some(word.clone()),
            _ => None,
        }
    }

    fn class_name(&self, otherwise: String) -> String {
        let classes = self.open.iter().rev();
        let mut names =
            classes.filter_map(|open| if let OpenBracket::Class(name) = open { Some(name) } else { None });
        names.next().cloned().flatten().unwrap_or(otherwise)
    }

    /// A function begins; gives the name of the one around it.
    fn enter(&mut self, name: Option<String>, at: Position, out: &mut Vec<ScopeBoundary>) -> Option<String> {
        let name = match (name, &self.current) {
            (Some(name), _) => Some(cut(&name, NAME_BYTES).to_owned()),
            (None, Some(outer)) if !outer.ends_with(NAMELESS) => Some([outer, NAMELESS].concat()),
            (None, outer) => outer.clone(),
        };
        out.push((at, name.clone()));
        std::mem::replace(&mut self.current, name)
    }

    fn leave(&mut self, outer: Option<String>, at: Position, out: &mut Vec<ScopeBoundary>) {
        out.push((at, outer.clone()));
        self.current = outer;
    }

    fn end_arrows(&mut self, at: Position, out: &mut Vec<ScopeBoundary>) {
        while let Some(OpenBracket::Arrow(_)) = self.open.last() {
            if let Some(OpenBracket::Arrow(outer)) = self.open.pop() {
                self.leave(outer, at, out);
            }
        }
    }

    /// Closes a bracket, if it is the one that is open.
    fn close(&mut self, sign: char, at: Position, out: &mut Vec<ScopeBoundary>) -> Option<BracketHead> {
        let behind = Position { column: at.column.saturating_add(1), ..at };
        match (sign, self.open.pop()?) {
            (')', OpenBracket::Round(head)) | ('}', OpenBracket::Type(head)) => return Some(head),
            (']', OpenBracket::Square) | ('}', OpenBracket::Block | OpenBracket::Class(_)) => {}
            ('}', OpenBracket::Function(outer)) => self.leave(outer, behind, out),
            ('}', OpenBracket::Template) => self.lexer.back_in_template(),
            (_, other) => self.open.push(other),
        }
        None
    }

    fn ends_line(&self) -> bool {
        matches!(self.previous, Some(Token::Word(_) | Token::Value | Token::Sign(')' | ']' | '}')))
    }

    /// Forgets what came before, which says nothing about what follows.
    fn forget(&mut self, previous: Token) {
        self.previous = Some(previous);
        (self.head, self.assigned, self.generic, self.declares) = (None, None, None, false);
    }
}

#[cfg(test)]
mod tests;
