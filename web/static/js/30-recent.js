// The last searches stay on this device.
{
	const text = new URLSearchParams(location.search).get("q");
	if (location.pathname === "/suche" && text && setting("recent")) {
		store.set("recent", [text, ...store.get("recent", []).filter((x) => x !== text)].slice(0, 8));
	}
	const box = $("[data-recent]");
	const list = store.get("recent", []);
	if (box && list.length && setting("recent")) {
		$("ul", box).append(...list.map((q) => make("li", {}, make("a", { href: link("/suche?q=" + encodeURIComponent(q)), textContent: q }))));
		$("button", box).addEventListener("click", () => { store.set("recent", []); box.hidden = true; });
		box.hidden = false;
	}
}

// Settings of this device.
for (const box of $$("[data-settings]")) {
	box.hidden = false;
	for (const input of $$("[data-setting]", box)) {
		input.checked = setting(input.dataset.setting);
		input.addEventListener("change", () => {
			store.set("set." + input.dataset.setting, input.checked);
			if (input.dataset.setting === "recent" && !input.checked) store.set("recent", []);
		});
	}
}
