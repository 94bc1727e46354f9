// Finds findings by words, and counts those that are shown. The page is whole without it; "#find=words" in the address searches at once.
(function () {
  var box = document.getElementById("find"), said = document.getElementById("found");
  if (!box) { return; }
  document.documentElement.classList.add("scripted");
  function find() {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0, all = 0;
    document.querySelectorAll(".rule").forEach(function (rule) {
      var any = false;
      rule.querySelectorAll(".finding").forEach(function (row) {
        var text = (rule.querySelector("h4").textContent + " " + rule.id + " " + row.textContent).toLowerCase();
        row.hidden = !words.every(function (w) { return text.indexOf(w) >= 0; });
        var seen = getComputedStyle(row).display !== "none"; // the boxes hide rows too, by the style alone
        any = any || seen;
        all++;
        shown += seen ? 1 : 0;
      });
      rule.hidden = !any;
    });
    said.textContent = (shown < all ? shown + " of " : "") + all + " findings";
  }
  function fromAddress() {
    var m = /^#find=(.*)$/.exec(location.hash), words = "";
    if (!m) { return; }
    try { words = decodeURIComponent(m[1]); } catch (e) { words = m[1]; }
    box.value = words;
    find();
  }
  box.addEventListener("input", find);
  document.querySelectorAll(".filter input[type=checkbox]").forEach(function (box) { box.addEventListener("change", find); });
  window.addEventListener("hashchange", fromAddress);
  find();
  fromAddress();
})();
