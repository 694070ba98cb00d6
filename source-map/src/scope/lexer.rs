//! The words and signs of a source: what stands in strings, templates, comments and regular
//! expressions is none of them.

use crate::Spot;

/// Bytes of a word that are kept.
const WORD_BYTES: usize = 256;
/// Words after which a slash begins a regular expression.
const BEFORE_PATTERN: [&str; 12] =
    ["return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "await"];

/// A part of a source.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Word(String),
    /// A string, a template, a number or a regular expression.
    Value,
    /// `=` alone.
    Assign,
    /// `=>`
    Arrow,
    /// `${` in a template.
    Template,
    Sign(char),
    NewLine,
}

impl Token {
    /// Whether a line that begins with it does not go on with the one before.
    pub(super) fn begins_statement(&self) -> bool {
        match self {
            Self::Word(word) => !super::INFIX.contains(&word.as_str()),
            Self::Value => true,
            _ => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum State {
    #[default]
    Code,
    Word,
    Number,
    /// After a sign whose meaning the next character decides.
    Slash,
    Equals,
    Line,
    Block,
    String(char),
    Template,
    /// A regular expression, and whether it is in brackets.
    Pattern(bool),
}

/// Splits a source, a character at a time.
#[derive(Default)]
pub(super) struct Lexer {
    state: State,
    escaped: bool,
    last: Option<char>,
    word: String,
    begins: Spot,
    /// Whether a slash begins a regular expression here.
    before_value: Option<bool>,
    before_sign: Option<char>,
}

impl Lexer {
    /// The `}` of a template's `${` was read.
    pub(super) fn back_in_template(&mut self) {
        self.state = State::Template;
    }

    pub(super) fn push(&mut self, char: char, at: Spot, out: &mut impl FnMut(Token, Spot)) {
        let escaped = std::mem::take(&mut self.escaped);
        let last = self.last.replace(char);
        match self.state {
            State::Code => self.code(char, at, last, out),
            State::Word if is_word(char) => {
                if self.word.len() < WORD_BYTES {
                    self.word.push(char);
                }
            }
            State::Word => {
                let word = std::mem::take(&mut self.word);
                self.before_value = Some(BEFORE_PATTERN.contains(&word.as_str()));
                self.before_sign = None;
                out(Token::Word(word), self.begins);
                self.code(char, at, None, out);
            }
            State::Number if is_word(char) || char == '.' => {}
            State::Number => {
                self.value(out);
                self.code(char, at, None, out);
            }
            State::Slash => match char {
                '/' => self.state = State::Line,
                '*' => (self.state, self.last) = (State::Block, None),
                _ if self.before_value.unwrap_or(true) && self.before_sign != Some('<') => {
                    self.state = State::Pattern(false);
                    self.push(char, at, out);
                }
                _ => {
                    self.emit('/', self.begins, out);
                    self.code(char, at, None, out);
                }
            },
            State::Equals => match char {
                '>' => {
                    self.after_sign('>');
                    out(Token::Arrow, self.begins);
                }
                '=' => self.after_sign('='),
                _ => {
                    self.after_sign('=');
                    out(Token::Assign, self.begins);
                    self.code(char, at, Some('='), out);
                }
            },
            State::Line if char == '\n' => {
                self.state = State::Code;
                out(Token::NewLine, at);
            }
            State::Block if char == '/' && last == Some('*') => self.state = State::Code,
            State::Line | State::Block => {}
            State::String(quote) => match char {
                _ if escaped => {}
                '\\' => self.escaped = true,
                // A quote that the line does not close is an apostrophe of a text.
                '\n' => {
                    self.value(out);
                    out(Token::NewLine, at);
                }
                _ if char == quote => self.value(out),
                _ => {}
            },
            State::Template => match char {
                _ if escaped => {}
                '\\' => self.escaped = true,
                '`' => self.value(out),
                '{' if last == Some('$') => {
                    self.after_sign('{');
                    out(Token::Template, at);
                }
                _ => {}
            },
            State::Pattern(in_class) => match char {
                _ if escaped => {}
                '\\' => self.escaped = true,
                '\n' => {
                    self.value(out);
                    out(Token::NewLine, at);
                }
                '[' => self.state = State::Pattern(true),
                ']' => self.state = State::Pattern(false),
                '/' if !in_class => self.value(out),
                _ => {}
            },
        }
    }

    fn code(&mut self, char: char, at: Spot, last: Option<char>, out: &mut impl FnMut(Token, Spot)) {
        self.state = State::Code;
        match char {
            '\n' => out(Token::NewLine, at),
            '/' => (self.state, self.begins) = (State::Slash, at),
            '=' if !last.is_some_and(|last| "=!<>+-*%&|^?~".contains(last)) => {
                (self.state, self.begins) = (State::Equals, at);
            }
            '\'' | '"' => self.state = State::String(char),
            '`' => self.state = State::Template,
            _ if char.is_ascii_digit() => self.state = State::Number,
            _ if is_word(char) => {
                (self.state, self.begins) = (State::Word, at);
                self.word.clear();
                self.word.push(char);
            }
            _ if char.is_whitespace() => {}
            _ => self.emit(char, at, out),
        }
    }

    fn emit(&mut self, sign: char, at: Spot, out: &mut impl FnMut(Token, Spot)) {
        self.after_sign(sign);
        out(Token::Sign(sign), at);
    }

    fn after_sign(&mut self, sign: char) {
        self.state = State::Code;
        (self.before_value, self.before_sign) = (Some(!matches!(sign, ')' | ']' | '}')), Some(sign));
    }

    fn value(&mut self, out: &mut impl FnMut(Token, Spot)) {
        self.state = State::Code;
        (self.before_value, self.before_sign) = (Some(false), None);
        out(Token::Value, self.begins);
    }
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '$' | '#' | '\u{200c}' | '\u{200d}')
}
