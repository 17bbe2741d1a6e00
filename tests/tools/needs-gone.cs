// SPDX-License-Identifier: MIT
// What needs an assembly that is not there.
public class NeedsGone
{
	public static int Call () { return Gone.One (); }
	public static int Take (Gone gone) { return 1; }
}
