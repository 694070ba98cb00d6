//! Internet Explorer, old Edge, Opera before V8.

use super::golden;

#[test]
fn internet_explorer_11_and_edge_18() {
    golden(
        "TypeError: Unable to get property 'undef' of undefined or null reference
   at Anonymous function (http://shop.example/stacktrace.js:47:21)
   at foo (http://shop.example/stacktrace.js:45:13)
   at Foo.prototype.bar (http://shop.example/stacktrace.js:108:1)
   at eval code (eval code:1:1)
   at Global code (http://shop.example/stacktrace.js:120:1)",
        &[
            "- | http://shop.example/stacktrace.js | 47:21 | own",
            "foo | http://shop.example/stacktrace.js | 45:13 | own",
            "Foo.prototype.bar | http://shop.example/stacktrace.js | 108:1 | own",
            "- | - | 1:1 | foreign",
            "- | http://shop.example/stacktrace.js | 120:1 | own",
        ],
    );
}

#[test]
fn opera_12() {
    golden(
        "<anonymous function: run>([arguments not available])@http://shop.example/lab.html:27
bar([arguments not available])@http://shop.example/lab.html:18
<anonymous function>([arguments not available])@http://shop.example/lab.html:11
@http://shop.example/lab.html:15",
        &[
            "run | http://shop.example/lab.html | 27:- | own",
            "bar | http://shop.example/lab.html | 18:- | own",
            "- | http://shop.example/lab.html | 11:- | own",
            "- | http://shop.example/lab.html | 15:- | own",
        ],
    );
}
