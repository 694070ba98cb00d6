//! The code that wasm-bindgen makes to go with our module, less what no page of ours needs:
//! caches of views, slow and fast ways beside each other, the end of what lives as long as
//! the page. What is left calls the module by names of one letter.
//!
//! It is text, so it is cut as text. The version that makes it is pinned, a name that is not
//! the module's is an error here, and the sizes are on record: what changes will be seen.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Functions that are replaced, and by what.
const REPLACED: [(&str, &str); 6] = [
    // A closure lives as long as the page: nobody counts who still needs it.
    ("makeClosure", "(arg0, arg1, f) { return (...args) => f(arg0, arg1, ...args); }"),
    // Views are made when needed: memory may have grown since.
    ("getDataViewMemory0", "() { return new DataView(wasm.memory.buffer); }"),
    ("getUint8ArrayMemory0", "() { return new Uint8Array(wasm.memory.buffer); }"),
    // Safari's decoder must be renewed after two gigabytes. No page of ours gets there.
    ("decodeText", "(bytes) { return cachedTextDecoder.decode(bytes); }"),
    // Without a second way for ASCII, and for engines that cannot encode in place.
    (
        "passStringToWasm0",
        "(text, malloc) {
            const bytes = cachedTextEncoder.encode(text);
            const start = malloc(WASM_VECTOR_LEN = bytes.length, 1) >>> 0;
            getUint8ArrayMemory0().set(bytes, start);
            return start;
        }",
    ),
    // Without `push`, which a page may have replaced. What is free holds the next free place.
    (
        "addHeapObject",
        "(value) {
            const at = heap_next;
            heap_next = heap[at] ?? at + 1;
            heap[at] = value;
            return at;
        }",
    ),
];

/// How the places of values begin, and the same without methods of arrays.
const PLACES: (&str, &str) = (
    "let heap = new Array(1024).fill(undefined);\nheap.push(undefined, null, true, false);\n",
    "let heap = [];\n[heap[1025], heap[1026], heap[1027]] = [null, true, false];\n",
);

/// How each function gives a text to the module, and the same by one function for all.
const GIVES_TEXT: (&str, &str) = (
    "    var ptr1 = isLikeNone(ret) ? 0 : passStringToWasm0(ret, wasm.__wbindgen_malloc);\n    \
     var len1 = WASM_VECTOR_LEN;\n    \
     getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);\n    \
     getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);\n",
    "    giveText(arg0, ret);\n",
);
const GIVE_TEXT: &str = "function giveText(to, text) {
    const start = isLikeNone(text) ? 0 : passStringToWasm0(text, wasm.__wbindgen_malloc);
    new Uint32Array(wasm.memory.buffer).set([start, WASM_VECTOR_LEN], to >>> 2);
}
";

/// How what is left out begins, and how it ends.
const LEFT_OUT: [(&str, &str); 3] = [
    // A closure goes when it is told to; ours live as long as their page.
    ("const CLOSURE_DTORS", ";\n"),
    ("CLOSURE_DTORS.", "\n"),
    // Only the way that was replaced above needed it.
    ("if (!('encodeInto' in cachedTextEncoder)) {\n", "\n}\n"),
];

/// The glue without what nobody needs.
pub(crate) fn slim(glue: &str) -> Result<String> {
    let mut glue = glue.replace(", wasm.__wbindgen_realloc)", ")").replace(PLACES.0, PLACES.1);
    for (name, by) in REPLACED {
        let begin = format!("function {name}(");
        if let Some(at) = glue.find(&begin) {
            glue.replace_range(at..end(&glue, at, "\n}\n")?, &format!("function {name}{by}\n"));
        }
    }
    for (from, to) in LEFT_OUT {
        while let Some(at) = glue.find(from) {
            glue.replace_range(at..end(&glue, at, to)?, "");
        }
    }
    if glue.contains(GIVES_TEXT.0) {
        glue = glue.replace(GIVES_TEXT.0, GIVES_TEXT.1) + GIVE_TEXT;
    }
    Ok(glue)
}

fn end(glue: &str, from: usize, mark: &str) -> Result<usize> {
    let rest = glue.get(from..).unwrap_or_default();
    let length = rest.find(mark).with_context(|| format!("the glue is not as it was at {rest:.80}"))?;
    Ok(from + length + mark.len())
}

/// What the glue uses of the module.
pub(crate) fn used(glue: &str) -> BTreeSet<&str> {
    glue.split("wasm.").skip(1).map(|rest| rest.split(|c| !is_name(c)).next().unwrap_or_default()).collect()
}

/// The short names that wasm-opt gave: of what the module exports, and of what it imports.
pub(crate) struct Names {
    exports: BTreeMap<String, String>,
    imports: Vec<[String; 3]>,
}

impl Names {
    /// Reads them as wasm-opt prints them.
    pub(crate) fn read(printed: &str) -> Result<Self> {
        let all: Value = serde_json::from_str(printed).context("wasm-opt did not print names")?;
        Ok(Self {
            exports: serde_json::from_value(all["exports"].clone())
                .map(|pairs: Vec<(String, String)>| pairs.into_iter().collect())?,
            imports: serde_json::from_value(all["imports"].clone())?,
        })
    }

    /// The glue, which calls the module by them.
    pub(crate) fn in_glue(&self, glue: &str) -> Result<String> {
        let mut parts = glue.split("wasm.");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c| !is_name(c)).unwrap_or(part.len());
            let (name, rest) = part.split_at(end);
            let short = self.exports.get(name).with_context(|| format!("the module has no {name}"))?;
            out += &format!("wasm.{short}{rest}");
        }
        Ok(out)
    }

    /// The glue of a page that instantiates the module itself: what it hands to it, too, has
    /// its short name.
    pub(crate) fn in_web_glue(&self, glue: &str, file: &str) -> Result<String> {
        let mut glue = self.in_glue(glue)?;
        let mut replace = |from: String, to: String| {
            ensure!(glue.matches(&from).count() == 1, "the glue has no single {from}");
            glue = glue.replace(&from, &to);
            Ok(())
        };
        replace(format!("\"{file}\": "), "\"a\": ".to_owned())?;
        for [_, name, short] in &self.imports {
            replace(format!("\n        {name}: "), format!("\n        {short}: "))?;
        }
        Ok(glue)
    }

    /// A module of JavaScript with all that ours imports, from the glue and from the files
    /// beside it. Without functions that nothing calls any more, which thus stay behind.
    pub(crate) fn imports(&self) -> String {
        let files: BTreeSet<&str> = self.imports.iter().map(|[file, ..]| file.as_str()).collect();
        let mut out = String::new();
        for (number, file) in files.iter().enumerate() {
            out += &format!("import * as from{number} from '{file}';\n");
        }
        out += "export const imports = { a: {\n";
        for [file, name, short] in &self.imports {
            let number = files.iter().take_while(|other| *other != file).count();
            out += &format!("  {short}: from{number}.{name},\n");
        }
        out + "} };\n"
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = r#"{"imports": [["./glue.js", "f", "a"], ["./read.js", "g", "b"]],
        "exports": [["memory", "c"], ["client_new", "d"]]}"#;

    #[test]
    fn what_nobody_needs_is_gone_and_the_rest_stands() -> Result<()> {
        let glue = "const CLOSURE_DTORS = new FinalizationRegistry(state => wasm.__wbindgen_destroy_closure(state));\n\
            function getUint8ArrayMemory0() {\n    return cached;\n}\nfunction after() {\n}\n";
        let slim = slim(glue)?;
        assert!(slim.contains("function after()") && slim.contains("new Uint8Array"));
        assert_eq!(used(&slim).into_iter().collect::<Vec<_>>(), ["memory"]);
        Ok(())
    }

    #[test]
    fn names_are_the_same_on_both_sides() -> Result<()> {
        let names = Names::read(PRINTED)?;
        assert_eq!(names.in_glue("wasm.client_new(wasm.memory.buffer)")?, "wasm.d(wasm.c.buffer)");
        assert!(names.in_glue("wasm.gone()").is_err(), "a name that the module does not have");
        let imports = names.imports();
        assert!(imports.contains("from0 from './glue.js'") && imports.contains("b: from1.g,"), "{imports}");
        Ok(())
    }
}
