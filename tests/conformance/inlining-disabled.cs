// An assembly asks for code that is not optimised (DebuggableAttribute): mini inlines nothing into its methods
using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

[assembly: Debuggable (true, true)]

class CalleesNode {
	public int value;
	public CalleesNode next;

	public int Value {
		get { return value; }
	}

	public int Through ()
	{
		return next.Value + 1;
	}

	[MethodImpl (MethodImplOptions.AggressiveInlining)]
	public static int Of (CalleesNode node)
	{
		return node.value;
	}

	public static int Twice (CalleesNode node)
	{
		return Of (node) * 2;
	}

	public static string Name ()
	{
		return new StackFrame (0).GetMethod ().Name;
	}
}

struct CalleesPair {
	public int [] numbers;

	public CalleesPair (int [] numbers)
	{
		this.numbers = numbers;
		numbers [0] = 1;
	}

	public int this [int i] {
		get { return numbers [i]; }
	}
}

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static string Outer ()
	{
		return CalleesNode.Name ();
	}

	static int Sum (int [] numbers)
	{
		return new CalleesPair (numbers) [2];
	}

	/* Inlined all the same where nobody can tell */
	static int Unseen (int a)
	{
		return a * 3;
	}

	static void Show (Func<int> function)
	{
		try {
			Console.WriteLine (function ());
		} catch (Exception e) {
			foreach (StackFrame frame in new StackTrace (e).GetFrames ())
				Console.WriteLine (frame.GetMethod ().Name + " " + frame.GetILOffset ());
		}
	}

	public static void Run ()
	{
		Console.WriteLine (Outer ());
		Show (() => CalleesNode.Of (null));
		Show (() => CalleesNode.Twice (null));
		Show (() => new CalleesNode ().Through ());
		Show (() => new CalleesNode ().next.Value);
		Show (() => Sum (null));
		Show (() => Sum (new int [2]));
		Show (() => Sum (new int [3]));
		Show (() => Unseen (14));
	}
}

static class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
