// SPDX-License-Identifier: MIT
// Compiled against, and then removed.
public class Gone
{
	public static int One () { return 1; }
}
