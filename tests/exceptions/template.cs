// DESCRIPTION, for each way to raise an exception
using System;
using System.Collections;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

public class Custom : Exception {
	public Custom (string message) : base (message) { }
	public Custom (string message, Exception inner) : base (message, inner) { }
}

[StructLayout (LayoutKind.Explicit)]
public class Far {
	[FieldOffset (8)] public int Near;
	[FieldOffset (100000)] public int Field;
}

public interface IRaiser { int Raise (int value); }

public class Target : IRaiser {
	public int Field = 1;
	public int Method (int value) { Field += value; return Field * 3; }
	public virtual int Virtual (int value) { return value + Field; }
	int IRaiser.Raise (int value) { throw new Custom ("by interface " + value); }
}

// Initialised not before its first use
public static class Broken {
	public static int Value;
	static Broken () { Value = Raisers.Fail ("initialiser"); }
}

public static class Raisers {
	public delegate int Comparison (IntPtr a, IntPtr b);

	[DllImport ("libc")]
	static extern void qsort (int[] numbers, IntPtr count, IntPtr size, Comparison comparison);

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Fail (string message)
	{
		if (message != null)
			throw new Custom (message);
		return 0;
	}

	static int Compare (IntPtr a, IntPtr b) { return Fail ("in a callback"); }

	// Through a frame of native code
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Native ()
	{
		qsort (new [] { 2, 1 }, new IntPtr (2), new IntPtr (4), Compare);
		return 0;
	}

	public static int Invoked (int value) { return Fail ("invoked " + value); }
}

public static class Show {
	static string First (string text)
	{
		return text == null ? "null" : text.Split ('\n') [0];
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Exception (string where, Exception exception)
	{
		Console.WriteLine ("{0}: {1}: {2}", where, exception.GetType (), First (exception.Message));
		for (; exception != null; exception = exception.InnerException)
			Console.WriteLine (exception.StackTrace);
	}
}

MEMBERS

public static class Callees {
	public static Target nothing, target = new Target ();
	public static Far far;
	public static IRaiser raiser = target;
	public static Func<int, int> function = Raisers.Invoked;
	public static int[] noNumbers, numbers = new int [3];
	public static int[,] table = new int [2, 2];
	public static object[] objects = new string [2];
	public static object text = "text";
	public static string word = "word";
	public static int zero, minusOne = -1, least = int.MinValue, most = int.MaxValue;
	public static Exception none;

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Print (string line) { Console.WriteLine (line); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static bool Always (Exception exception) { return exception != null; }

BODY
}

public static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Try (int kind)
	{
		try {
			Console.WriteLine ("-- {0}: {1}", kind, Callees.Act (kind, 5));
		} catch (Exception exception) {
			Show.Exception ("-- " + kind, exception);
			EndAbort ();
		}
		EndAbort ();
	}

	// Without this, an abort would come back at the end of each catch handler.
	static void EndAbort ()
	{
		if ((Thread.CurrentThread.ThreadState & ThreadState.AbortRequested) == 0)
			return;
		Console.WriteLine ("the abort ends here");
		Thread.ResetAbort ();
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Run ()
	{
		for (int kind = 0; kind <= RAISERS; kind++)
			Try (kind);
	}
}

public static class Program {
	public static void Main () { Callers.Run (); }
}
