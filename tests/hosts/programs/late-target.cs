// SPDX-License-Identifier: MIT
public delegate int Handler (int x);

public class Late {
	public static Handler Make () { return x => Library.Add (x, new Library.Number { Value = 37 }); }
	public static void Main () {}
}
