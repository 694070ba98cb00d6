//! The settings on a project's page: name, origins, objects, the API's tokens, and
//! its end; each by a form without JavaScript, refused with what was entered.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::Response,
    scenario::{operator::Operator, shop::Shop},
};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Sends a form of the project, whatever the answer.
fn send(shop: &Shop, operator: &Operator<'_>, path: &str, form: &str) -> Result<Response> {
    let (own, path) = (shop.collector.address(), format!("/projects/{}{path}", shop.key));
    let headers = [("cookie", operator.cookie.as_str()), ("origin", own.as_str()), FORM];
    shop.collector.request("POST", &path, &headers, form.as_bytes())
}

#[test]
fn settings_are_saved_or_refused_with_what_was_entered() -> Result<()> {
    let shop = Shop::open()?;
    let (operator, page) = (Operator::log_in(&shop)?, format!("/projects/{}/settings", shop.key));
    let before = operator.page(&page)?;
    ensure!(before.contains(r#"name="name" value="shop""#) && before.contains(">*</textarea>"), "{before}");
    ensure!(before.contains(&format!("action=\"/projects/{}/erase\"", shop.key)), "{before}");

    let place = operator.send_form(
        "/settings",
        "name=Boutique&origins=https%3A%2F%2Fa.example%0Ab.example&objects=2&retention_days=30",
    )?;
    ensure!(place == format!("{page}?done=saved"), "{place}");
    ensure!(operator.page(&place)?.contains("Saved."));
    let saved = shop.get("")?;
    ensure!(saved["name"] == "Boutique" && saved["objects"] == 2 && saved["retention_days"] == 30, "{saved}");
    ensure!(saved["origins"].as_array().is_some_and(|all| all.len() == 2), "{saved}");

    let refused = send(&shop, &operator, "/settings", "name=+&origins=a%2F%2Fb&objects=65&retention_days=0")?;
    ensure!(refused.status == 422, "{refused:?}");
    for says in [
        "The name must be 1 to 100",
        "The origins ",
        "must be 1 to 64.",
        "Days to keep must be 1 to 730.",
        ">a//b</textarea>",
        r#"value="65""#,
    ] {
        ensure!(refused.body.contains(says), "{says}: {}", refused.body);
    }
    let after = shop.get("")?;
    ensure!(after["name"] == "Boutique" && after["objects"] == 2 && after["retention_days"] == 30, "{after}");

    // A box that is not ticked is sent as its hidden field alone; a form without either changes nothing.
    let form = "name=Boutique&origins=*&objects=2&retention_days=30";
    for switch in ["installations", "vitals"] {
        ensure!(after[switch] == false, "{after}");
        for (fields, is_on) in
            [(format!("&{switch}=&{switch}=on"), true), (String::new(), true), (format!("&{switch}="), false)]
        {
            operator.send_form("/settings", &format!("{form}{fields}"))?;
            ensure!(shop.get("")?[switch] == is_on, "{fields}");
            let ticked = format!(r#"name="{switch}" value="on" checked"#);
            ensure!(operator.page(&page)?.contains(&ticked) == is_on, "{fields}");
        }
    }
    operator.send_form("/settings", &format!("{form}&vitals_list=checkout%0A%2Forders%2F%3Aid"))?;
    ensure!(shop.get("")?["vitals_list"] == serde_json::json!(["/orders/:id", "checkout"]));
    let wrong = send(&shop, &operator, "/settings", &format!("{form}&vitals_list=%2Forders%3Fwho%3Djane"))?;
    ensure!(wrong.status == 422 && wrong.body.contains("The list must have pages such as"), "{wrong:?}");

    let noise = operator.send_form("/noise", &format!("on=extension&back={page}"))?;
    ensure!(noise.starts_with(&format!("{page}?done=rules&undo=")), "{noise}");
    ensure!(operator.page(&noise)?.contains(">Undo<"), "a rule is switched on again from here");
    Ok(())
}

#[test]
fn a_token_is_shown_once_works_and_is_revoked() -> Result<()> {
    let shop = Shop::open()?;
    let (operator, page) = (Operator::log_in(&shop)?, format!("/projects/{}/settings", shop.key));
    for (form, says) in [
        ("token-name=&scope=read", "The name must be 1 to 60 characters."),
        ("token-name=CI", "The scopes must be some of"),
        ("token-name=CI&scope=admin", "The scopes must be some of"),
    ] {
        let refused = send(&shop, &operator, "/tokens", form)?;
        ensure!(refused.status == 422 && refused.body.contains(says), "{form}: {}", refused.body);
    }
    let made = send(&shop, &operator, "/tokens", "token-name=CI&scope=read&scope=upload")?;
    ensure!(made.status == 200 && made.body.contains("It is not shown again"), "{made:?}");
    let rest = made.body.split(r#"id="new-token""#).nth(1).context("no token")?;
    let token = rest.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).context("no token")?;
    let ask = || {
        let bearer = format!("Bearer {token}");
        shop.collector.request("GET", "/api/projects", &[("authorization", &bearer)], b"")
    };
    ensure!(ask()?.status == 200, "it does not work: {token}");

    let later = operator.page(&page)?;
    ensure!(!later.contains(token) && later.contains("read, upload"), "{later}");
    let revoke = later.split("/tokens/").nth(1).and_then(|rest| rest.split('"').next()).context("no form")?;
    let place = operator.send_form(&format!("/tokens/{revoke}"), "")?;
    ensure!(operator.page(&place)?.contains("Revoked the token."), "{place}");
    ensure!(ask()?.status == 401, "it still works");
    Ok(())
}

#[test]
fn a_project_ends_by_its_name_alone() -> Result<()> {
    let shop = Shop::open()?;
    let operator = Operator::log_in(&shop)?;
    for wrong in ["", "confirm=Shop", "confirm=demo"] {
        let refused = send(&shop, &operator, "/delete", wrong)?;
        ensure!(refused.status == 422 && refused.body.contains("Nothing was deleted."), "{refused:?}");
    }
    let own = shop.collector.address();
    for path in ["settings", "tokens", "tokens/0123/revoke", "delete"] {
        let place = format!("/projects/{}/{path}", shop.key);
        let form = b"confirm=shop&name=stolen&origins=*&objects=1&token-name=x&scope=read";
        for origin in ["https://evil.example", "null"] {
            let headers = [("cookie", operator.cookie.as_str()), ("origin", origin), FORM];
            ensure!(shop.collector.request("POST", &place, &headers, form)?.status == 403, "{path} {origin}");
        }
        let stranger = shop.collector.request("POST", &place, &[("origin", &own), FORM], form)?;
        ensure!(stranger.status == 303 && stranger.header("location") == "/login", "{path}: {stranger:?}");
    }
    ensure!(shop.get("")?["name"] == "shop");
    ensure!(operator.send_form("/delete", "confirm=shop")? == "/");
    let gone = shop.collector.request(
        "GET",
        &format!("/projects/{}", shop.key),
        &[("cookie", &operator.cookie)],
        b"",
    )?;
    ensure!(gone.status == 404, "{gone:?}");
    Ok(())
}
