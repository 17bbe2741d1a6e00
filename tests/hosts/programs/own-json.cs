// SPDX-License-Identifier: MIT
public class Program {
	public static int Main () { return 42; }
}
