// Where the caret is in the sentence: a place inside a word, too.
(() => {
  const pieces = document.querySelector(".pieces"), after = document.querySelector("[name=after]");
  if (!pieces) return;
  const length = (text) => [...text].length; // code points, as the server counts
  const offset = (node, at) => {
    const range = document.createRange();
    range.selectNodeContents(pieces.querySelector("span"));
    range.setEnd(node, at);
    return length(range.toString());
  };
  document.addEventListener("selectionchange", () => {
    const { anchorNode, anchorOffset, isCollapsed } = getSelection();
    if (isCollapsed || anchorNode?.nodeType !== Node.TEXT_NODE || !anchorNode.parentNode.closest(".pieces label, .pieces span")) return;
    after.value = offset(anchorNode, anchorOffset) || "";
  });
  // the one that was chosen last counts
  pieces.addEventListener("change", () => { after.value = ""; });
})();
