//! The words and signs of a source: what stands in strings, templates, comments and regular
//! expressions is none of them.

use crate::Position;

/// Words that go on with the line before.
const INFIX: [&str; 5] = ["in", "of", "instanceof", "as", "satisfies"];
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
            Self::Word(word) => !INFIX.contains(&word.as_str()),
            Self::Value => true,
            _ => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum LexerState {
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
    state: LexerState,
    escaped: bool,
    last: Option<char>,
    word: String,
    begins: Position,
    /// Whether a slash begins a regular expression here.
    before_value: Option<bool>,
    before_sign: Option<char>,
}

impl Lexer {
    /// The `}` of a template's `${` was read.
    pub(super) fn back_in_template(&mut self) {
        self.state = LexerState::Template;
    }

    pub(super) fn push(&mut self, char: char, at: Position, out: &mut impl FnMut(Token, Position)) {
        let escaped = std::mem::take(&mut self.escaped);
        let last = self.last.replace(char);
        match self.state {
            LexerState::Code => self.code(char, at, last, out),
            LexerState::Word if is_word(char) => {
                if self.word.len() < WORD_BYTES {
                    self.word.push(char);
                }
            }
            LexerState::Word => {
                let word = std::mem::take(&mut self.word);
                self.before_value = Some(BEFORE_PATTERN.contains(&word.as_str()));
                self.before_sign = None;
                out(Token::Word(word), self.begins);
                self.code(char, at, None, out);
            }
            LexerState::Number if is_word(char) || char == '.' => {}
            LexerState::Number => {
                self.value(out);
                self.code(char, at, None, out);
            }
            LexerState::Slash => match char {
                '/' => self.state = LexerState::Line,
                '*' => (self.state, self.last) = (LexerState::Block, None),
                _ if self.before_value.unwrap_or(true) && self.before_sign != Some('<') => {
                    self.state = LexerState::Pattern(false);
                    self.push(char, at, out);
                }
                _ => {
                    self.emit('/', self.begins, out);
                    self.code(char, at, None, out);
                }
            },
            LexerState::Equals => match char {
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
            LexerState::Line if char == '\n' => {
                self.state = LexerState::Code;
                out(Token::NewLine, at);
            }
            LexerState::Block if char == '/' && last == Some('*') => self.state = LexerState::Code,
            LexerState::Line | LexerState::Block => {}
            LexerState::String(quote) => match char {
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
            LexerState::Template => match char {
                _ if escaped => {}
                '\\' => self.escaped = true,
                '`' => self.value(out),
                '{' if last == Some('$') => {
                    self.after_sign('{');
                    out(Token::Template, at);
                }
                _ => {}
            },
            LexerState::Pattern(in_class) => match char {
                _ if escaped => {}
                '\\' => self.escaped = true,
                '\n' => {
                    self.value(out);
                    out(Token::NewLine, at);
                }
                '[' => self.state = LexerState::Pattern(true),
                ']' => self.state = LexerState::Pattern(false),
                '/' if !in_class => self.value(out),
                _ => {}
            },
        }
    }

    fn code(&mut self, char: char, at: Position, last: Option<char>, out: &mut impl FnMut(Token, Position)) {
        self.state = LexerState::Code;
        match char {
            '\n' => out(Token::NewLine, at),
            '/' => (self.state, self.begins) = (LexerState::Slash, at),
            '=' if !last.is_some_and(|last| "=!<>+-*%&|^?~".contains(last)) => {
                (self.state, self.begins) = (LexerState::Equals, at);
            }
            '\'' | '"' => self.state = LexerState::String(char),
            '`' => self.state = LexerState::Template,
            _ if char.is_ascii_digit() => self.state = LexerState::Number,
            _ if is_word(char) => {
                (self.state, self.begins) = (LexerState::Word, at);
                self.word.clear();
                self.word.push(char);
            }
            _ if char.is_whitespace() => {}
            _ => self.emit(char, at, out),
        }
    }

    fn emit(&mut self, sign: char, at: Position, out: &mut impl FnMut(Token, Position)) {
        self.after_sign(sign);
        out(Token::Sign(sign), at);
    }

    fn after_sign(&mut self, sign: char) {
        self.state = LexerState::Code;
        (self.before_value, self.before_sign) = (Some(!matches!(sign, ')' | ']' | '}')), Some(sign));
    }

    fn value(&mut self, out: &mut impl FnMut(Token, Position)) {
        self.state = LexerState::Code;
        (self.before_value, self.before_sign) = (Some(false), None);
        out(Token::Value, self.begins);
    }
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '$' | '#' | '\u{200c}' | '\u{200d}')
}
