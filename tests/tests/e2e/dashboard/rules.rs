//! The operator's own rules, by the forms of the pages without a line of JavaScript.

use anyhow::{Context, Result, ensure};
use corncrake_tests::scenario::{
    operator::Operator,
    shop::{SENDER, Shop},
};

/// An error of a checkout whose numbers differ each time.
fn send(shop: &Shop, number: u32) -> Result<()> {
    let body = serde_json::json!({ "name": "RangeError", "message": format!("cart {number} is full"), "type": 1,
        "stack": format!("RangeError: cart {number} is full\n    at addToCart (https://shop.example/assets/cart-Bx3Yf9Qe.js:10:5)") });
    let path = format!("/v1/{}/event", shop.key);
    let answer = shop.collector.request("POST", &path, &SENDER, body.to_string().as_bytes())?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(())
}

/// The value of a form's field.
fn value<'a>(page: &'a str, name: &str) -> Result<&'a str> {
    let at = format!("name=\"{name}\" value=\"");
    let rest = page.split(at.as_str()).nth(1).with_context(|| format!("no {name} in {page}"))?;
    Ok(rest.split('"').next().unwrap_or_default())
}

fn encode(text: &str) -> String {
    text.replace('%', "%25").replace('&', "%26").replace('*', "%2A").replace(' ', "+").replace('/', "%2F")
}

#[test]
fn an_important_issue_has_a_tab_and_a_tag() -> Result<()> {
    let shop = Shop::open()?;
    send(&shop, 7)?;
    shop.send_events("TypeError", "x", None, 1)?;
    let id = shop.id("RangeError: cart 7 is full")?;
    let operator = Operator::log_in(&shop)?;
    let home = format!("/projects/{}", shop.key);
    let tab = format!("href=\"{home}/issues?view=important\"");
    ensure!(!operator.page(&format!("{home}/issues"))?.contains(&tab), "a tab without a rule");
    let saved = operator.send_form("/rules", "name=Carts&title=RangeError%3A+%2A&action=high")?;
    let page = operator.page(&saved)?;
    ensure!(page.contains(": important. ") && page.contains("1 event in 1 issue."), "{page}");
    let list = operator.page(&format!("{home}/issues"))?;
    ensure!(list.contains(&tab) && list.contains("TypeError"), "{list}");
    let important = operator.page(&format!("{home}/issues?view=important"))?;
    ensure!(important.contains("RangeError") && !important.contains("TypeError"), "{important}");
    ensure!(important.contains("<span class=\"tag important\">important</span>"), "{important}");
    let issue = operator.page(&format!("{home}/issues/{id}"))?;
    ensure!(issue.contains("Important by your rule") && issue.contains(">important</span>"), "{issue}");
    Ok(())
}

#[test]
fn everything_like_an_issue_is_ignored_from_its_page_and_listed_again() -> Result<()> {
    let mut shop = Shop::open()?;
    for number in [7, 8] {
        send(&shop, number)?;
    }
    shop.send_events("TypeError", "x", None, 1)?;
    let title = "RangeError: cart 7 is full";
    let id = shop.id(title)?;
    let (rules, form) = {
        let operator = Operator::log_in(&shop)?;
        let home = format!("/projects/{}", shop.key);
        let issue = operator.page(&format!("{home}/issues/{id}"))?;
        let link = format!("{home}/rules?issue={id}");
        ensure!(issue.contains(&format!("href=\"{link}#rule\"")), "{issue}");
        let page = operator.page(&link)?;
        ensure!(page.contains("1 issue with 2 events") && page.contains("in the last week"), "{page}");
        let fields = ["name", "title", "function", "file"].map(|name| value(&page, name).map(encode));
        let [name, pattern, function, file] = fields;
        let (name, pattern, function, file) = (name?, pattern?, function?, file?);
        ensure!(pattern == "RangeError:+cart+%2A+is+full" && function == "addToCart", "{pattern} {function}");
        ensure!(file.ends_with("cart-%2A.js"), "{file}");
        let form = format!("name={name}&title={pattern}&function={function}&file={file}&action=noise");
        let saved = operator.send_form("/rules", &form)?;
        let page = operator.page(&saved)?;
        ensure!(
            page.contains("It hides 1 issue that was listed.") && page.contains("2 events in 1 issue."),
            "{page}"
        );
        let list = operator.page(&format!("{home}/issues"))?;
        ensure!(
            !list.contains("RangeError") && list.contains("1 issue with 2 events are known noise"),
            "{list}"
        );
        let noise = operator.page(&format!("{home}/issues?noise=1"))?;
        ensure!(
            noise.contains("noise: your rule") && noise.contains(&format!("href=\"{home}/rules\"")),
            "{noise}"
        );
        let issue = operator.page(&format!("{home}/issues/{id}"))?;
        ensure!(issue.contains("Hidden from Issues by your rule"), "{issue}");
        let rule = page.split(&format!(" action=\"{home}/rules/")).nth(1).context("no rule")?;
        (format!("/rules/{}", rule.split('"').next().unwrap_or_default()), form)
    };

    shop.collector.kill_and_restart()?;
    send(&shop, 9)?;
    ensure!(shop.titles("")? == ["TypeError: x"]);
    let operator = Operator::log_in(&shop)?;
    let off = operator.send_form(&rules, "to=off")?;
    let page = operator.page(&off)?;
    ensure!(page.contains("What it hid is listed again.") && page.contains("(off)"), "{page}");
    ensure!(shop.titles("")?.len() == 2);
    operator.send_form(&rules, "to=on")?;
    ensure!(shop.titles("")? == ["TypeError: x"]);

    // It is changed by the same form, and removed.
    let number = rules.trim_start_matches("/rules/");
    let edit = operator.page(&format!("/projects/{}/rules?edit={number}", shop.key))?;
    ensure!(value(&edit, "id")? == number && edit.contains("Change the rule"), "{edit}");
    operator.send_form("/rules", &format!("id={number}&{}", form.replace("addToCart", "removeFromCart")))?;
    ensure!(shop.titles("")?.len() == 2, "no frame has this function");
    operator.send_form("/rules", &format!("id={number}&{form}"))?;
    ensure!(shop.titles("")? == ["TypeError: x"]);
    let removed = operator.page(&operator.send_form(&rules, "to=remove")?)?;
    ensure!(removed.contains("Removed the rule.") && removed.contains("No rules yet"), "{removed}");
    ensure!(shop.titles("")?.len() == 2 && shop.titles("?noise=1")?.is_empty());
    Ok(())
}

#[test]
fn a_rule_is_previewed_and_refused_with_what_was_entered() -> Result<()> {
    let shop = Shop::open()?;
    send(&shop, 7)?;
    let operator = Operator::log_in(&shop)?;
    let post = |path: &str, form: &str| {
        let own = shop.collector.address();
        let headers = [
            ("cookie", operator.cookie.as_str()),
            ("origin", own.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        shop.collector.request("POST", &format!("/projects/{}{path}", shop.key), &headers, form.as_bytes())
    };
    let preview = post("/rules/preview", "title=%2Acart%2A&action=noise")?;
    ensure!(preview.status == 200 && preview.body.contains("1 issue with 1 event"), "{preview:?}");
    ensure!(value(&preview.body, "title")? == "*cart*", "what was entered stays");
    let none = post("/rules/preview", "title=nothing&action=noise")?;
    ensure!(none.body.contains("Nothing in the last week."), "{none:?}");
    let refused = post("/rules", "title=x&action=noise")?;
    ensure!(
        refused.status == 422 && refused.body.contains("The name must be 1 to 100 characters."),
        "{refused:?}"
    );
    let refused = post("/rules/preview", "name=n&title=x&action=fingerprint&fingerprint=%7Bdefault%7D")?;
    ensure!(refused.status == 422 && refused.body.contains("changes nothing"), "{refused:?}");
    ensure!(post("/rules/7", "to=on")?.status == 404);
    let page = operator.page(&format!("/projects/{}/rules", shop.key))?;
    ensure!(page.contains("No rules yet"), "{page}");
    Ok(())
}

/// Two wordings of one failing function are one issue until one of them is split off.
#[test]
fn a_wording_is_split_off_by_one_click() -> Result<()> {
    let shop = Shop::open()?;
    let pay = |message: &str| -> Result<()> {
        let stack = format!(
            "Error: {message}\n    at charge (https://shop.example/pay.js:10:5)\n    at submit (https://shop.example/pay.js:20:5)"
        );
        let body = serde_json::json!({ "name": "Error", "message": message, "type": 1, "stack": stack });
        let path = format!("/v1/{}/event", shop.key);
        let answer = shop.collector.request("POST", &path, &SENDER, body.to_string().as_bytes())?;
        ensure!(answer.status == 200, "{answer:?}");
        Ok(())
    };
    for message in ["card 1 was declined", "card 2 was declined", "no such bank"] {
        pay(message)?;
    }
    let id = shop.id("Error: card 1 was declined")?;
    ensure!(shop.titles("")?.len() == 1, "{:?}", shop.titles("")?);
    let operator = Operator::log_in(&shop)?;
    let page = operator.page(&format!("/projects/{}/issues/{id}", shop.key))?;
    ensure!(page.contains("newest 3 stored events say"), "{page}");
    ensure!(
        page.contains("Error: card 2 was declined (2 events)")
            && page.contains("Error: no such bank (1 event)"),
        "{page}"
    );
    let api = shop.get(&format!("/issues/{id}/wordings"))?;
    let first = &api["wordings"][0];
    ensure!(
        first["pattern"] == "Error: card * was declined" && first["events"] == 2 && api["looked_at"] == 3,
        "{api}"
    );
    let form = page.split("Split: Error: no such bank").nth(1).context("no form")?;
    ensure!(value(form, "title")? == "Error: no such bank", "{form}");
    let split = "name=Split&title=Error:+no+such+bank&action=fingerprint&fingerprint=%7Bdefault%7D%0AError:+no+such+bank";
    operator.send_form("/rules", split)?;
    for message in ["card 3 was declined", "no such bank", "No such bank"] {
        pay(message)?;
    }
    let mut titles = shop.titles("")?;
    titles.sort();
    ensure!(titles == ["Error: card 1 was declined", "Error: no such bank"], "{titles:?}");
    ensure!(shop.issue("Error: no such bank")?["events"] == 2, "{}", shop.issue("Error: no such bank")?);
    Ok(())
}
