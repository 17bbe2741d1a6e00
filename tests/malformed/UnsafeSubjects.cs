// SPDX-License-Identifier: MIT
//
// Subjects with pointers. `mcs -unsafe` marks the assembly as one that may skip verification: Mono then compiles code
// that is not reached, too, and does not look at the types of what is stored in variables.
using System;
using System.Runtime.CompilerServices;

public struct Packed {
	public byte Small;
	public int Large;
	public long Last;
}

public static unsafe class Subjects {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Pointers (int a)
	{
		int* cells = stackalloc int [4];
		byte value = 3;
		byte* address = &value;
		cells [1] = a;
		*(cells + 2) = *address + cells [1];
		*address = 9;
		return cells [1] + cells [2] + value;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Structs (int a)
	{
		Packed packed;
		Packed* pointer = &packed;
		pointer->Small = (byte) a;
		pointer->Large = sizeof (Packed) + sizeof (Packed*);
		pointer->Last = packed.Large * 2;
		Packed copy = *pointer;
		return copy.Small + copy.Large + copy.Last;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Pinned (int [] numbers)
	{
		int sum = 0;
		fixed (int* first = numbers)
			for (int i = 0; i < numbers.Length; i++)
				sum += first [i];
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Switch (int which)
	{
		switch (which) {
		case 0: return "zero";
		case 1: return "one";
		case 2: which += 5; break;
		case 3: return null;
		case 4: throw new ArgumentException ("four");
		}
		return which.ToString ();
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Loop (int count)
	{
		int sum = 0;
		for (int i = 0; i < count; i++) {
			if ((i & 1) == 0)
				continue;
			sum += i * i;
		}
		return sum;
	}
}

public static class Callers {
	public static void Pointers () { Console.WriteLine (Subjects.Pointers (7)); }
	public static void Structs () { Console.WriteLine (Subjects.Structs (5)); }
	public static void Pinned () { Console.WriteLine (Subjects.Pinned (new int [] { 1, 2, 3 })); }
	public static void Loop () { Console.WriteLine (Subjects.Loop (10)); }

	public static void Switch ()
	{
		for (int which = 0; which < 6; which++)
			Console.WriteLine (Subjects.Switch (which));
	}
}
