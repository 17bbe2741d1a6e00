// SPDX-License-Identifier: MIT
//
// An assembly that only an AssemblyResolve handler finds.
public class Late {
	public int Field = 1000;
	public static int Double (int a) { return a * 2; }
}
